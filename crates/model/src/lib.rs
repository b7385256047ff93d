//! The nouns of leadhub and the pure rules on them: what a lead, a person or a stage is, how a phone number identifies
//! somebody, what can go wrong. Used by every other crate. No HTTP, no SQL and no vendor's word may enter here.

pub mod booking;
pub mod catalogue;
pub mod email;
pub mod error;
pub mod event;
pub mod extras;
pub mod fact;
pub mod ids;
pub mod lead;
pub mod list;
pub mod mask;
pub mod moment;
pub mod name_match;
pub mod organisation;
pub mod overview;
pub mod page;
pub mod person;
pub mod phone;
pub mod phone_call;
pub mod reference;
pub mod request;
pub mod search;
pub mod sign_in;
pub mod source;
pub mod stage;
pub mod text;
pub mod upload;
pub mod utm;
pub mod view;

pub use booking::{Booking, BookingState, NewBooking};
pub use error::{Field, LeadError, Refusal, RefusalReason, Resource};
pub use extras::LeadExtras;
pub use fact::{Fact, Facts};
pub use ids::*;
pub use lead::{Comment, Conversion, CustomValue, Lead, LeadChange, Link, NewComment, NewLead};
pub use moment::{Moment, TimeStyle, Zone};
pub use page::{BookingFilter, Changed, Counted, Cursor, KeptOrNone, LeadFilter, LeadOrder, Page, Paging};
pub use person::Person;
pub use phone_call::{CallFacts, CallFilter, Direction, PhoneCall};
pub use source::SourceRef;
pub use stage::{Stage, StageKind};
