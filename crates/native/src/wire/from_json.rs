//! Reading what a caller sends, field by field, so that everything that is wrong is told at once. One declaration says both what
//! a field may be and how it stands in the document. The macros `body!` and `query!` make bodies and query strings of fields.

use super::problem::Wrong;
use super::shape::{Parts, Shape, described};
use serde_json::{Map, Value};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, RefOr, Required, Schema};

/// A value as a caller may send it.
pub trait FromJson: Shape + Sized {
    /// Whether it must be there.
    const NEEDED: bool = true;

    /// Reads the value; `None` when it does not fit, and `wrong` says why.
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self>;

    /// What it is where the key is absent.
    fn absent(place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        wrong.push(Wrong::new(place, "missing", "is missing: send it"));
        None
    }

    /// The value that a text in a query string stands for.
    fn written(text: &str) -> Value {
        Value::from(text)
    }
}

/// One field of an object or a query string, as it stands in the document.
#[derive(Clone, Copy)]
pub struct Named {
    pub name: &'static str,
    pub about: &'static str,
    pub needed: bool,
    pub written: fn(&str) -> Value,
    pub shape: fn() -> RefOr<Schema>,
    pub parts: fn(&mut Parts),
}

impl Named {
    pub fn parameter(&self) -> Parameter {
        let schema = (self.shape)();
        // A list is one text with commas; a repeated name is taken too.
        let explode = matches!(schema, RefOr::T(Schema::Array(_))).then_some(false);
        let required = if self.needed { Required::True } else { Required::False };
        let builder = ParameterBuilder::new().name(self.name).parameter_in(ParameterIn::Query).required(required);
        let about = Some(self.about.trim()).filter(|about| !about.is_empty());
        builder.description(about).schema(Some(schema)).explode(explode).build()
    }

    pub fn describe(&self, object: ObjectBuilder) -> ObjectBuilder {
        let object = object.property(self.name, described((self.shape)(), self.about));
        if self.needed { object.required(self.name) } else { object }
    }
}

/// Fields that stand together.
pub trait Fields: Sized {
    const NAMED: &'static [Named];

    fn take(sent: &mut Sent) -> Option<Self>;
}

/// A JSON object on its way in, and where it stands in the body.
pub struct Sent<'w> {
    place: String,
    object: Map<String, Value>,
    wrong: &'w mut Vec<Wrong>,
}

impl Sent<'_> {
    /// Reads a key; whatever is wrong with it is kept.
    pub fn take<T: FromJson>(&mut self, key: &str) -> Option<T> {
        let place = self.place_of(key);
        match self.object.shift_remove(key) {
            Some(value) => T::read(value, &place, self.wrong),
            None => T::absent(&place, self.wrong),
        }
    }

    /// As `take`, where the key is there.
    pub fn take_given<T: FromJson>(&mut self, key: &str) -> Option<T> {
        if self.object.contains_key(key) { self.take(key) } else { None }
    }

    fn refuse_rest(mut self) {
        for key in std::mem::take(&mut self.object).keys() {
            let place = self.place_of(key);
            self.wrong.push(Wrong::new(
                &place,
                "unknown_field",
                "is not known here: leave it out, or correct its name",
            ));
        }
    }

    fn place_of(&self, key: &str) -> String {
        if self.place.is_empty() { key.to_owned() } else { format!("{}.{key}", self.place) }
    }
}

/// An object made of fields.
pub fn read_object<T: Fields>(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<T> {
    let Value::Object(object) = value else {
        wrong.push(Wrong::new(place, "wrong_type", "must be an object"));
        return None;
    };
    let mut sent = Sent { place: place.to_owned(), object, wrong };
    let read = T::take(&mut sent);
    sent.refuse_rest();
    read
}

/// A query string made of fields. A name stands there once; only a list may be repeated.
pub fn read_query<'q, T: Fields>(pairs: impl Iterator<Item = (&'q str, &'q str)>) -> Result<T, Vec<Wrong>> {
    let (mut wrong, mut object) = (Vec::new(), Map::new());
    for (key, text) in pairs {
        let value = T::NAMED.iter().find(|named| named.name == key).map_or(Value::Null, |named| (named.written)(text));
        match (object.get_mut(key), value) {
            (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
            (Some(_), _) => wrong.push(Wrong::new(key, "repeated", "stands there more than once: send it once")),
            (None, value) => drop(object.insert(key.to_owned(), value)),
        }
    }
    match read_object(Value::Object(object), "", &mut wrong) {
        Some(read) if wrong.is_empty() => Ok(read),
        _ => Err(wrong),
    }
}

/// Fields with their types; a part behind them (`..name: Type`) brings fields of its own.
macro_rules! fields {
    ($(#[doc = $about:literal])* pub struct $name:ident {
        $($(#[doc = $doc:literal])* $field:ident: $type:ty,)*
        $(..$part:ident: $spread:ty,)?
    }) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $($(#[doc = $doc])* pub $field: $type,)* $(pub $part: $spread,)? }

        impl $crate::wire::from_json::Fields for $name {
            const NAMED: &'static [$crate::wire::from_json::Named] = &[$($crate::wire::from_json::Named {
                name: stringify!($field),
                about: concat!($($doc),*),
                needed: <$type as $crate::wire::from_json::FromJson>::NEEDED,
                written: <$type as $crate::wire::from_json::FromJson>::written,
                shape: <$type as $crate::wire::shape::Shape>::shape,
                parts: <$type as $crate::wire::shape::Shape>::parts,
            },)*];

            fn take(sent: &mut $crate::wire::from_json::Sent) -> Option<Self> {
                // Each is read before any is looked at, so that everything wrong is told.
                $(let $field = sent.take(stringify!($field));)*
                $(let $part = <$spread>::take(sent);)?
                Some($name { $($field: $field?,)* $($part,)? })
            }
        }
    };
}

/// An object that a caller sends.
macro_rules! body {
    ($(#[doc = $about:literal])* pub struct $name:ident {
        $($(#[doc = $doc:literal])* $field:ident: $type:ty,)*
        $(..$part:ident: $spread:ty,)?
    }) => {
        $crate::wire::from_json::fields! {
            $(#[doc = $about])*
            pub struct $name { $($(#[doc = $doc])* $field: $type,)* $(..$part: $spread,)? }
        }

        impl $crate::wire::from_json::FromJson for $name {
            fn read(
                value: serde_json::Value,
                place: &str,
                wrong: &mut Vec<$crate::wire::problem::Wrong>,
            ) -> Option<Self> {
                $crate::wire::from_json::read_object(value, place, wrong)
            }
        }

        impl $crate::wire::shape::Shape for $name {
            fn shape() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::Ref::from_schema_name(stringify!($name)).into()
            }

            fn parts(parts: &mut $crate::wire::shape::Parts) {
                let object = $crate::wire::from_json::closed::<Self>(concat!($($about),*));
                $(let object = <$spread>::describe(object);)?
                parts.push((stringify!($name).to_owned(), object.into()));
                for named in <Self as $crate::wire::from_json::Fields>::NAMED {
                    (named.parts)(parts);
                }
            }
        }

        $crate::wire::shape::component!($name);
    };
}

/// The query string of an operation.
macro_rules! query {
    ($(#[doc = $about:literal])* pub struct $name:ident { $($rest:tt)* }) => {
        $crate::wire::from_json::fields! { $(#[doc = $about])* pub struct $name { $($rest)* } }

        $crate::wire::from_json::parameters!($name);
    };
}

/// The query string of an operation that takes what another takes too: the fields of the first, then those of the second.
macro_rules! joined {
    ($(#[doc = $about:literal])* pub struct $name:ident { $first:ident: $one:ty, $second:ident: $other:ty }) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { pub $first: $one, pub $second: $other }

        impl $crate::wire::from_json::Fields for $name {
            const NAMED: &'static [$crate::wire::from_json::Named] = {
                use $crate::wire::from_json::{Fields, Named, both};
                const ONE: &[Named] = <$one as Fields>::NAMED;
                const OTHER: &[Named] = <$other as Fields>::NAMED;
                &both::<{ ONE.len() + OTHER.len() }>(ONE, OTHER)
            };

            fn take(sent: &mut $crate::wire::from_json::Sent) -> Option<Self> {
                // Both are read before either is looked at, so that everything wrong is told.
                let ($first, $second) = (<$one>::take(sent), <$other>::take(sent));
                Some($name { $first: $first?, $second: $second? })
            }
        }

        $crate::wire::from_json::parameters!($name);
    };
}

/// What the document says of a query string.
macro_rules! parameters {
    ($name:ident) => {
        impl utoipa::IntoParams for $name {
            fn into_params(
                _: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
            ) -> Vec<utoipa::openapi::path::Parameter> {
                use $crate::wire::from_json::{Fields, Named};
                <Self as Fields>::NAMED.iter().map(Named::parameter).collect()
            }
        }
    };
}

pub(crate) use {body, fields, joined, parameters, query};

/// The fields of both, `N` being how many they are.
pub const fn both<const N: usize>(one: &[Named], other: &[Named]) -> [Named; N] {
    let mut all = [one[0]; N];
    let mut at = 1;
    while at < N {
        all[at] = if at < one.len() { one[at] } else { other[at - one.len()] };
        at += 1;
    }
    all
}

/// An object that takes its fields and no other.
pub fn closed<T: Fields>(about: &str) -> ObjectBuilder {
    let nothing_else = utoipa::openapi::schema::AdditionalProperties::<Schema>::FreeForm(false);
    let object = ObjectBuilder::new().description(Some(about.trim())).additional_properties(Some(nothing_else));
    T::NAMED.iter().fold(object, |object, named| named.describe(object))
}
