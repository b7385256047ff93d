//! How values of this wire look in its OpenAPI document. The macro `answer!` makes the types that are answered: every key always
//! there, absent facts `null`. Used by the wire's types; reading is `from_json.rs`.

use leadhub_model::LeadExtras;
use serde_json::{Map, Value};
use utoipa::openapi::schema::{AdditionalProperties, Array, KnownFormat, ObjectBuilder, OneOfBuilder, SchemaType};
use utoipa::openapi::{RefOr, Schema, SchemaFormat, Type};
use uuid::Uuid;

/// Schemas by name, as the document's components hold them.
pub type Parts = Vec<(String, RefOr<Schema>)>;

/// Something that has a place in the document.
pub trait Shape {
    /// The schema, or where it stands among the components.
    fn shape() -> RefOr<Schema>;

    /// Adds the components that the schema points to.
    fn parts(_: &mut Parts) {}
}

pub fn integer() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
}

pub fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

impl Shape for i64 {
    fn shape() -> RefOr<Schema> {
        integer().into()
    }
}

impl Shape for bool {
    fn shape() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Boolean).into()
    }
}

impl Shape for str {
    fn shape() -> RefOr<Schema> {
        string().into()
    }
}

impl Shape for String {
    fn shape() -> RefOr<Schema> {
        str::shape()
    }
}

impl Shape for Uuid {
    fn shape() -> RefOr<Schema> {
        string().format(Some(SchemaFormat::Custom("uuid".to_owned()))).into()
    }
}

impl Shape for Value {
    fn shape() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(SchemaType::AnyValue).into()
    }
}

/// Free JSON under free keys.
impl Shape for Map<String, Value> {
    fn shape() -> RefOr<Schema> {
        let anything = AdditionalProperties::<Schema>::FreeForm(true);
        ObjectBuilder::new().schema_type(Type::Object).additional_properties(Some(anything)).into()
    }
}

impl Shape for LeadExtras {
    fn shape() -> RefOr<Schema> {
        Map::<String, Value>::shape()
    }
}

impl<T: Shape + ?Sized> Shape for &T {
    fn shape() -> RefOr<Schema> {
        T::shape()
    }

    fn parts(parts: &mut Parts) {
        T::parts(parts);
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn shape() -> RefOr<Schema> {
        Schema::Array(Array::new(T::shape())).into()
    }

    fn parts(parts: &mut Parts) {
        T::parts(parts);
    }
}

impl<T: Shape> Shape for Option<T> {
    fn shape() -> RefOr<Schema> {
        match T::shape() {
            RefOr::T(Schema::Object(mut object)) if object.enum_values.is_none() => {
                if let SchemaType::Type(known) = object.schema_type {
                    object.schema_type = SchemaType::from_iter([known, Type::Null]);
                }
                Schema::Object(object).into()
            }
            other => OneOfBuilder::new().item(other).item(ObjectBuilder::new().schema_type(Type::Null)).into(),
        }
    }

    fn parts(parts: &mut Parts) {
        T::parts(parts);
    }
}

/// The schema with a sentence on what it stands for.
pub fn described(schema: RefOr<Schema>, about: &str) -> RefOr<Schema> {
    let about = about.trim();
    if about.is_empty() {
        return schema;
    }
    match schema {
        RefOr::Ref(mut reference) => {
            about.clone_into(&mut reference.description);
            RefOr::Ref(reference)
        }
        RefOr::T(mut schema) => {
            let about = Some(about.to_owned());
            match &mut schema {
                Schema::Object(object) => object.description = about,
                Schema::Array(array) => array.description = about,
                Schema::OneOf(one) => one.description = about,
                _ => {}
            }
            RefOr::T(schema)
        }
    }
}

/// A type that is answered: its keys in their order, each always there.
macro_rules! answer {
    ($(#[doc = $about:literal])* pub struct $name:ident $(<$life:lifetime>)? {
        $($(#[doc = $doc:literal])* $field:ident: $type:ty,)*
    }) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, serde::Serialize)]
        pub struct $name $(<$life>)? { $($(#[doc = $doc])* pub $field: $type,)* }

        impl $(<$life>)? $crate::wire::shape::Shape for $name $(<$life>)? {
            fn shape() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::Ref::from_schema_name(stringify!($name)).into()
            }

            fn parts(parts: &mut $crate::wire::shape::Parts) {
                use $crate::wire::shape::{Shape, described, key};
                let object = utoipa::openapi::ObjectBuilder::new().description(Some(concat!($($about),*).trim()));
                $(let object = object
                    .property(key(stringify!($field)), described(<$type as Shape>::shape(), concat!($($doc),*)))
                    .required(key(stringify!($field)));)*
                parts.push((stringify!($name).to_owned(), object.into()));
                $(<$type as Shape>::parts(parts);)*
            }
        }

        $crate::wire::shape::component!($name $(<$life>)?);
    };
}

/// Lets the document's macros take the type: `utoipa` asks for its own traits.
macro_rules! component {
    ($name:ident $(<$life:lifetime>)?) => {
        impl $(<$life>)? utoipa::PartialSchema for $name $(<$life>)? {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::wire::shape::own::<Self>()
            }
        }

        impl $(<$life>)? utoipa::ToSchema for $name $(<$life>)? {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schemas(parts: &mut $crate::wire::shape::Parts) {
                <Self as $crate::wire::shape::Shape>::parts(parts);
            }
        }
    };
}

pub(crate) use {answer, component};

/// A field's name as it is written down: without the mark that lets it be a word of the language.
pub fn key(field: &str) -> &str {
    field.trim_start_matches("r#")
}

/// The schema itself of a type that stands among the components: the first that it adds.
pub fn own<T: Shape>() -> RefOr<Schema> {
    let mut parts = Parts::new();
    T::parts(&mut parts);
    parts.into_iter().next().map_or_else(T::shape, |(_, schema)| schema)
}
