//! What reading a phone text found: one reason code a text, kept beside it so that a person can see why two leads met or
//! did not. Made by `phone::reading`; shown by lists, filters and imports. It never decides whether a wire accepts a number.

/// The reason code of one reading. The first six come with a key, the last three never do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PhoneQuality {
    /// A Vietnamese number in its national form, nothing changed.
    Valid,
    /// Marks, a country code, a trunk zero after it or wide digits were taken away.
    Respelled,
    /// An old mobile number of 11 digits, moved to its 10 digits of 2018. Wins over every other change made on the way.
    Converted2018,
    /// The leading zero was missing, as spreadsheets leave it.
    LostZero,
    /// Written with `+` or `00` and another country's code.
    Foreign,
    /// A range the public numbering plan lists only lately, or lists in part: accepted, and labelled.
    NewPrefix,
    /// No digit and no letter.
    Empty,
    /// A service number, a short code or a placeholder: it may be real, and it stands for nobody in particular.
    NotIdentifying,
    /// Anything else.
    Invalid,
}

impl PhoneQuality {
    pub const ALL: [PhoneQuality; 9] = [
        PhoneQuality::Valid,
        PhoneQuality::Respelled,
        PhoneQuality::Converted2018,
        PhoneQuality::LostZero,
        PhoneQuality::Foreign,
        PhoneQuality::NewPrefix,
        PhoneQuality::Empty,
        PhoneQuality::NotIdentifying,
        PhoneQuality::Invalid,
    ];

    /// Whether the text holds a number that somebody can be known by, and called at.
    pub fn identifies(self) -> bool {
        !matches!(self, PhoneQuality::Empty | PhoneQuality::NotIdentifying | PhoneQuality::Invalid)
    }

    pub fn from_code(code: &str) -> Option<PhoneQuality> {
        PhoneQuality::ALL.into_iter().find(|quality| quality.code() == code)
    }

    /// The word stored and shown; never changed once released.
    pub fn code(self) -> &'static str {
        match self {
            PhoneQuality::Valid => "valid",
            PhoneQuality::Respelled => "respelled",
            PhoneQuality::Converted2018 => "converted_2018",
            PhoneQuality::LostZero => "lost_zero",
            PhoneQuality::Foreign => "foreign",
            PhoneQuality::NewPrefix => "new_prefix",
            PhoneQuality::Empty => "empty",
            PhoneQuality::NotIdentifying => "not_identifying",
            PhoneQuality::Invalid => "invalid",
        }
    }
}
