//! Answers of which a caller may choose the fields (`fields=id,name`): written down straight from borrowed values, without a copy
//! of the lead. The macro `sparse!` makes them. Used by the wire's leads.

use super::shape::Parts;
use serde::Serialize;
use serde::ser::SerializeStruct;
use utoipa::openapi::ObjectBuilder;

/// The fields that a caller chose; `None` is all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMask(pub Option<Vec<&'static str>>);

impl FieldMask {
    /// The id always comes along.
    pub fn has(&self, name: &str) -> bool {
        name == "id" || self.0.as_ref().is_none_or(|chosen| chosen.contains(&name))
    }
}

/// An object on its way out, of which only the chosen fields are written.
pub struct Picked<'s, O> {
    pub object: O,
    pub shown: &'s FieldMask,
}

impl<O: SerializeStruct> Picked<'_, O> {
    pub fn entry(&mut self, name: &'static str, value: &impl Serialize) -> Result<(), O::Error> {
        if self.shown.has(name) { self.object.serialize_field(name, value) } else { Ok(()) }
    }
}

/// Fields of which some may be chosen.
pub trait Sparse {
    fn names() -> Vec<&'static str>;

    fn describe(object: ObjectBuilder) -> ObjectBuilder;

    fn parts(_: &mut Parts) {}

    fn pick<O: SerializeStruct>(&self, picked: &mut Picked<'_, O>) -> Result<(), O::Error>;
}

macro_rules! sparse {
    ($(#[doc = $about:literal])* pub struct $name:ident<$life:lifetime> {
        $($(#[doc = $doc:literal])* $field:ident: $type:ty,)*
    }) => {
        $(#[doc = $about])*
        #[derive(Debug)]
        pub struct $name<$life> { $($(#[doc = $doc])* pub $field: $type,)* }

        impl<$life> $crate::wire::sparse::Sparse for $name<$life> {
            fn names() -> Vec<&'static str> {
                vec![$(stringify!($field)),*]
            }

            fn describe(object: utoipa::openapi::ObjectBuilder) -> utoipa::openapi::ObjectBuilder {
                use $crate::wire::shape::{Shape, described};
                object$(.property(stringify!($field), described(<$type as Shape>::shape(), concat!($($doc),*))))*
            }

            fn parts(parts: &mut $crate::wire::shape::Parts) {
                $(<$type as $crate::wire::shape::Shape>::parts(parts);)*
            }

            fn pick<O: serde::ser::SerializeStruct>(
                &self,
                picked: &mut $crate::wire::sparse::Picked<'_, O>,
            ) -> Result<(), O::Error> {
                $(picked.entry(stringify!($field), &self.$field)?;)*
                Ok(())
            }
        }
    };
}

pub(crate) use sparse;
