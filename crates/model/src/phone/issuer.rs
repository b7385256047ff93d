//! The operators that were given Vietnam's mobile ranges. Read off a number by `phone::PhoneKey::issuer`, shown as
//! "issued by". Numbers are portable since November 2018, so this is never the network a number is on today.

/// Who was given the range a number lies in (vietnam.md 4b).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Issuer {
    Viettel,
    Vinaphone,
    Mobifone,
    Vietnamobile,
    Gmobile,
    /// Runs on VinaPhone's network.
    Itel,
    /// Formerly Reddi; runs on VinaPhone's network.
    Wintel,
    Indochina,
}

impl Issuer {
    /// The name as the operator writes it.
    pub fn name(self) -> &'static str {
        match self {
            Issuer::Viettel => "Viettel",
            Issuer::Vinaphone => "VinaPhone",
            Issuer::Mobifone => "MobiFone",
            Issuer::Vietnamobile => "Vietnamobile",
            Issuer::Gmobile => "Gmobile",
            Issuer::Itel => "iTel",
            Issuer::Wintel => "Wintel",
            Issuer::Indochina => "Indochina Telecom",
        }
    }
}
