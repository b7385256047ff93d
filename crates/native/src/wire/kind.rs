//! One kind of reference data on this wire: its fields are declared once, and from them come the row of a set, the body that puts
//! one row, and the row that is shown with its names. The kinds themselves stand in `reference.rs`.

use super::from_json::{Fields, FromJson, Named, Sent, body, closed, read_object};
use super::problem::Wrong;
use super::shape::{Parts, Shape, described, string};
use super::value::{Many, Optional, Text, Whole};
use leadhub_model::reference::{LARGEST_ID, LONGEST_NAME, ReferenceRow};
use leadhub_wire::dialect;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::marker::PhantomData;
use utoipa::openapi::schema::AdditionalProperties;
use utoipa::openapi::{Array, ObjectBuilder, Ref, RefOr, Schema};

/// The id of a row of reference data.
pub type RowId = Whole<1, LARGEST_ID>;

/// A text that may be empty, as long as a name.
pub type Short = Text<0, LONGEST_NAME>;

/// A text that says something.
pub type Name = Text<1, LONGEST_NAME>;

/// The key of a wire that is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DialectKey(pub &'static str);

fn keys() -> impl Iterator<Item = &'static str> {
    dialect::registered().iter().map(|dialect| dialect.key)
}

impl Shape for DialectKey {
    fn shape() -> RefOr<Schema> {
        string().enum_values(Some(keys())).into()
    }
}

impl FromJson for DialectKey {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        let read = value.as_str().and_then(|text| keys().find(|key| *key == text));
        if read.is_none() {
            let say = format!("must be one of: {}", keys().collect::<Vec<_>>().join(" "));
            wrong.push(Wrong::new(place, "not_one_of", say));
        }
        read.map(DialectKey)
    }
}

impl Serialize for DialectKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

/// A kind of row, as the model has it.
pub trait Kind: ReferenceRow + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What its schemas are called after.
    const COMPONENT: &'static str;
    const ABOUT: &'static str;
    /// All but the id.
    const FIELDS: &'static [Named];
    /// What is shown of a row besides, and never put.
    const SHOWN: &'static [Named];

    /// The fields as the model reads them, without what is absent.
    fn take(sent: &mut Sent) -> Option<Map<String, Value>>;
}

/// Declares the fields of a kind, in the spelling in which the model reads and writes them.
macro_rules! kind {
    ($(#[doc = $about:literal])* $row:ty = $component:literal { $($(#[doc = $doc:literal])* $field:ident: $type:ty,)* }
        $(shown { $($(#[doc = $more:literal])* $shown:ident: $kind:ty,)* })?) => {
        impl $crate::wire::kind::Kind for $row {
            const COMPONENT: &'static str = $component;
            const ABOUT: &'static str = concat!($($about),*);
            const FIELDS: &'static [$crate::wire::from_json::Named] = &[$($crate::wire::from_json::Named {
                name: stringify!($field),
                about: concat!($($doc),*),
                needed: <$type as $crate::wire::from_json::FromJson>::NEEDED,
                written: <$type as $crate::wire::from_json::FromJson>::written,
                shape: <$type as $crate::wire::shape::Shape>::shape,
                parts: <$type as $crate::wire::shape::Shape>::parts,
            },)*];
            const SHOWN: &'static [$crate::wire::from_json::Named] = &[$($($crate::wire::from_json::Named {
                name: stringify!($shown),
                about: concat!($($more),*),
                needed: true,
                written: <$kind as $crate::wire::from_json::FromJson>::written,
                shape: <$kind as $crate::wire::shape::Shape>::shape,
                parts: <$kind as $crate::wire::shape::Shape>::parts,
            },)*)?];

            fn take(sent: &mut $crate::wire::from_json::Sent) -> Option<serde_json::Map<String, serde_json::Value>> {
                // Each is read before any is looked at, so that everything wrong is told.
                $(let $field = sent.take::<$type>(stringify!($field));)*
                let fields = [$((stringify!($field), serde_json::to_value($field?).ok()?)),*];
                let given = fields.into_iter().filter(|(_, value)| !value.is_null());
                Some(given.map(|(name, value)| (name.to_owned(), value)).collect())
            }
        }
    };
}

pub(crate) use kind;

/// A row of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<K> {
    pub id: i64,
    pub fields: Map<String, Value>,
    kind: PhantomData<fn() -> K>,
}

impl<K: Kind> Fields for Entry<K> {
    const NAMED: &'static [Named] = K::FIELDS;

    fn take(sent: &mut Sent) -> Option<Self> {
        let id = sent.take::<RowId>("id");
        let fields = K::take(sent);
        Some(Entry { id: id?.0, fields: fields?, kind: PhantomData })
    }
}

impl<K: Kind> FromJson for Entry<K> {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        read_object(value, place, wrong)
    }
}

impl<K: Kind> Shape for Entry<K> {
    fn shape() -> RefOr<Schema> {
        Ref::from_schema_name(format!("{}Row", K::COMPONENT)).into()
    }

    fn parts(parts: &mut Parts) {
        let object = closed::<Self>(K::ABOUT).property("id", RowId::shape()).required("id");
        parts.push((format!("{}Row", K::COMPONENT), object.into()));
        K::FIELDS.iter().for_each(|named| (named.parts)(parts));
    }
}

body! {
    /// A word or number under which a wire knows the row.
    pub struct OwnName {
        /// The word or number on that wire.
        external: Name,
        /// How that wire shows it to people, where it prints both.
        label: Option<Short>,
    }
}

/// The names of a row under each wire that has some.
#[derive(Debug, Clone, PartialEq)]
pub struct Names(pub Vec<(&'static str, OwnName)>);

type NamesOfOne = Many<OwnName, 0, 100>;

impl Shape for Names {
    fn shape() -> RefOr<Schema> {
        let nothing_else = AdditionalProperties::<Schema>::FreeForm(false);
        let object = ObjectBuilder::new().additional_properties(Some(nothing_else));
        keys().fold(object, |object, key| object.property(key, NamesOfOne::shape())).into()
    }

    fn parts(parts: &mut Parts) {
        OwnName::parts(parts);
    }
}

impl Fields for Names {
    const NAMED: &'static [Named] = &[];

    fn take(sent: &mut Sent) -> Option<Self> {
        let read: Vec<_> = keys().map(|key| (key, sent.take::<Optional<NamesOfOne>>(key))).collect();
        let each = read.into_iter().map(|(key, names)| Some((key, names?.0.map(|many| many.0).unwrap_or_default())));
        let each: Vec<_> = each.collect::<Option<_>>()?;
        Some(Names(each.into_iter().flat_map(|(key, names)| names.into_iter().map(move |name| (key, name))).collect()))
    }
}

impl FromJson for Names {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        read_object(value, place, wrong)
    }
}

/// The body that puts one row, whose id stands in the path.
#[derive(Debug, Clone, PartialEq)]
pub struct PutRow<K> {
    pub fields: Map<String, Value>,
    pub names: Vec<(&'static str, OwnName)>,
    kind: PhantomData<fn() -> K>,
}

const NAMES: &str = "Names that it shall have besides those it has; another row gives up a name that this one takes.";

impl<K: Kind> Fields for PutRow<K> {
    const NAMED: &'static [Named] = K::FIELDS;

    fn take(sent: &mut Sent) -> Option<Self> {
        let fields = K::take(sent);
        let names = sent.take::<Option<Names>>("names");
        let names = names?.map(|names| names.0).unwrap_or_default();
        Some(PutRow { fields: fields?, names, kind: PhantomData })
    }
}

impl<K: Kind> FromJson for PutRow<K> {
    fn read(value: Value, place: &str, wrong: &mut Vec<Wrong>) -> Option<Self> {
        read_object(value, place, wrong)
    }
}

impl<K: Kind> Shape for PutRow<K> {
    fn shape() -> RefOr<Schema> {
        Ref::from_schema_name(format!("Put{}", K::COMPONENT)).into()
    }

    fn parts(parts: &mut Parts) {
        let object = closed::<Self>(K::ABOUT).property("names", described(Option::<Names>::shape(), NAMES));
        parts.push((format!("Put{}", K::COMPONENT), object.into()));
        K::FIELDS.iter().for_each(|named| (named.parts)(parts));
        Names::parts(parts);
    }
}

/// A row as it is shown: with its names under every wire that has some.
#[derive(Debug, Clone, Serialize)]
pub struct ShownRow<K> {
    #[serde(flatten)]
    pub row: K,
    /// As `Kind::SHOWN` names it.
    #[serde(flatten)]
    pub besides: Map<String, Value>,
    pub names: BTreeMap<String, Vec<ShownName>>,
}

/// As `OwnName` is written down.
#[derive(Debug, Clone, Serialize)]
pub struct ShownName {
    pub external: String,
    pub label: Option<String>,
}

impl<K: Kind> Shape for ShownRow<K> {
    fn shape() -> RefOr<Schema> {
        Ref::from_schema_name(format!("Shown{}", K::COMPONENT)).into()
    }

    fn parts(parts: &mut Parts) {
        let names = AdditionalProperties::RefOr(Schema::Array(Array::new(OwnName::shape())).into());
        let names = ObjectBuilder::new().additional_properties(Some(names));
        let object =
            ObjectBuilder::new().description(Some(K::ABOUT.trim())).property("id", RowId::shape()).required("id");
        let field = |object: ObjectBuilder, named: &Named| named.describe(object).required(named.name);
        let object = K::FIELDS.iter().filter(|named| !named.needed).fold(object, field);
        let object = K::FIELDS.iter().filter(|named| named.needed).fold(object, |object, named| named.describe(object));
        let object = K::SHOWN.iter().fold(object, |object, named| named.describe(object));
        let object = object.property("names", described(names.into(), "Its names under every wire.")).required("names");
        parts.push((format!("Shown{}", K::COMPONENT), object.into()));
        K::FIELDS.iter().chain(K::SHOWN).for_each(|named| (named.parts)(parts));
        OwnName::parts(parts);
    }
}
