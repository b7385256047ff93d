//! Answers of which a caller may choose the fields (`fields=id,name`): written down straight from borrowed values, without a copy
//! of the lead. The macro `sparse!` makes them. Used by the wire's leads.

use super::shape::Parts;
use serde::Serialize;
use serde::ser::SerializeMap;
use utoipa::openapi::ObjectBuilder;

/// The fields that a caller chose; `None` is all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown(pub Option<Vec<&'static str>>);

impl Shown {
    /// The id always comes along.
    pub fn has(&self, name: &str) -> bool {
        name == "id" || self.0.as_ref().is_none_or(|chosen| chosen.contains(&name))
    }
}

/// A map on its way out, of which only the chosen fields are written.
pub struct Picked<'s, M> {
    pub map: M,
    pub shown: &'s Shown,
}

impl<M: SerializeMap> Picked<'_, M> {
    pub fn entry(&mut self, name: &'static str, value: &impl Serialize) -> Result<(), M::Error> {
        if self.shown.has(name) { self.map.serialize_entry(name, value) } else { Ok(()) }
    }
}

/// Fields of which some may be chosen.
pub trait Sparse {
    fn names() -> Vec<&'static str>;

    fn describe(object: ObjectBuilder) -> ObjectBuilder;

    fn parts(_: &mut Parts) {}

    fn pick<M: SerializeMap>(&self, picked: &mut Picked<'_, M>) -> Result<(), M::Error>;
}

macro_rules! sparse {
    ($(#[doc = $about:literal])* pub struct $name:ident<$life:lifetime> {
        $($(#[doc = $doc:literal])* $field:ident: $type:ty,)*
    }) => {
        $(#[doc = $about])*
        #[derive(Debug)]
        pub struct $name<$life> { $($(#[doc = $doc])* pub $field: $type,)* }

        impl<$life> $crate::native::wire::sparse::Sparse for $name<$life> {
            fn names() -> Vec<&'static str> {
                vec![$(stringify!($field)),*]
            }

            fn describe(object: utoipa::openapi::ObjectBuilder) -> utoipa::openapi::ObjectBuilder {
                use $crate::native::wire::shape::{Shape, described};
                object$(.property(stringify!($field), described(<$type as Shape>::shape(), concat!($($doc),*))))*
            }

            fn parts(parts: &mut $crate::native::wire::shape::Parts) {
                $(<$type as $crate::native::wire::shape::Shape>::parts(parts);)*
            }

            fn pick<M: serde::ser::SerializeMap>(
                &self,
                picked: &mut $crate::native::wire::sparse::Picked<'_, M>,
            ) -> Result<(), M::Error> {
                $(picked.entry(stringify!($field), &self.$field)?;)*
                Ok(())
            }
        }
    };
}

pub(in crate::native) use sparse;
