//! The macros that declare operations as data: what callers may pass, and what the service returns.

/// Declares the TypeScript type of a value.
#[cfg(feature = "typescript")]
macro_rules! typescript_types {
    ($($name:ident = $typescript:literal),* $(,)?) => { $(
        impl ts_rs::TS for $name {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn name(_: &ts_rs::Config) -> String {
                $typescript.to_owned()
            }
            fn inline(_: &ts_rs::Config) -> String {
                $typescript.to_owned()
            }
        }
    )* };
}

#[cfg(not(feature = "typescript"))]
macro_rules! typescript_types {
    ($($name:ident = $typescript:literal),* $(,)?) => {};
}

/// The place of a field. Without one, it is part of the body.
macro_rules! field_place {
    () => {
        body()
    };
    ($place:expr) => {
        $place
    };
}

/// Declares a struct that callers fill in. Every field is optional and has a name, a type and a place: `field: Type =
/// header("x-ms-name")`. Its public name, in JSON, in TypeScript and in errors, is the name in camelCase, or the one
/// after `as`.
///
/// A struct that is written in several ways has no places next to its fields, but a table for each way: `PURPOSE { field
/// = header("x-ms-name") }`.
macro_rules! parameters {
    (
        $(#[$meta:meta])* pub struct $name:ident {
            $( $(#[$field_meta:meta])* $field:ident $(as $public:literal)? : $type:ty $(= $place:expr)? ),* $(,)?
        }
        $( $(#[$purpose_meta:meta])* $purpose:ident {
            $( $placed:ident = $placed_at:expr ),* $(,)?
        } )*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields, rename_all = "camelCase"))]
        pub struct $name {
            $(
                $(#[$field_meta])*
                $(#[cfg_attr(feature = "typescript", ts(rename = $public))])?
                pub $field: Option<$type>,
            )*
        }

        read_members! { $name [ $( $field $(as $public)?, )* ] [] }

        impl $name {
            const OWN_NAMES: &'static [&'static str] = &[ $( stringify!($field) ),* ];

            /// The fields and their places.
            pub const FIELDS: &'static [$crate::rest::place::Field] = {
                #[allow(unused_imports, reason = "which places there are depends on the struct")]
                use $crate::rest::place::*;
                &[ $( Field::new(
                    position(Self::OWN_NAMES, stringify!($field)), member_name!($field $($public)?), field_place!($($place)?)
                ) ),* ]
            };

            $(
                $(#[$purpose_meta])*
                pub const $purpose: &'static [$crate::rest::place::Field] = {
                    use $crate::rest::place::*;
                    &[ $( Self::FIELDS[position(Self::OWN_NAMES, stringify!($placed))].at($placed_at) ),* ]
                };
            )*
        }

        impl $crate::rest::fields::Value for $name {
            fn write(
                &self,
                field: &$crate::rest::place::Field,
                at: &$crate::rest::path::Path<'_>,
                request: &mut $crate::rest::request_writer::RequestWriter,
            ) -> $crate::base::error::Result<()> {
                $crate::rest::fields::write_group(field, &[ $( &self.$field ),* ], at, request)
            }
        }
    };
}

/// Declares a struct that is read from response headers: `field: Type = "header-name"`. A header that is absent or
/// cannot be read leaves the field absent. Prefix maps (`= "x-ms-meta-"`) are always present.
macro_rules! header_response {
    ($(#[$meta:meta])* pub struct $name:ident {
        $( $(#[$field_meta:meta])* $field:ident : $type:ty = $header:literal ),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
        pub struct $name {
            $( $(#[$field_meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>, )*
        }

        impl $name {
            /// Reads the fields from the headers of a response.
            pub fn from_headers(headers: &http::HeaderMap) -> Self {
                Self { $( $field: <$type as $crate::rest::values::FromHeaders>::from_headers(headers, $header), )* }
            }
        }
    };
}

/// Declares a struct that is read from the child elements of an XML element: `field: Type = "Element"`.
macro_rules! xml_response {
    ($(#[$meta:meta])* pub struct $name:ident {
        $( $(#[$field_meta:meta])* $field:ident : $type:ty = $element:literal ),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
        pub struct $name {
            /// Unknown elements, under the names of the service. They cross apart, so that none can replace a known
            /// property, and the facade sees whether there are any.
            #[serde(rename = "otherElements", skip_serializing_if = "crate::rest::other_elements::OtherElements::is_empty")]
            #[cfg_attr(feature = "typescript", ts(skip))]
            pub other: $crate::rest::other_elements::OtherElements,
            $( $(#[$field_meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>, )*
        }

        impl $name {
            /// Whether an element of this name is a property.
            #[allow(dead_code, reason = "most come as XML alone")]
            pub fn knows(&self, element: &str) -> bool {
                matches!(element, $( $element )|*)
            }

            /// Takes over the text of an element; one that is no such value leaves the property absent.
            #[allow(dead_code, reason = "most come as XML alone")]
            pub fn set(&mut self, element: &str, text: &str) {
                match element {
                    $( $element => self.$field = <$type as $crate::rest::values::FromText>::from_text(text), )*
                    _ => {}
                }
            }

            /// Reads the children of the current element. An unknown one is kept under its own name.
            ///
            /// # Errors
            /// A protocol error when the document breaks off.
            pub fn read(cursor: &mut $crate::rest::xml::XmlCursor<'_>) -> $crate::base::error::Result<Self> {
                let mut read = Self::default();
                cursor.children(|cursor, start| {
                    match start.name() {
                        $( $element => {
                            let text = cursor.text()?;
                            read.$field = <$type as $crate::rest::values::FromText>::from_text(&text);
                            if read.$field.is_none() && text.is_empty() && <$type as $crate::rest::values::FromText>::EMPTY_IS_SAID {
                                read.other.push_empty(&$crate::base::members::camel_case(stringify!($field)));
                            }
                        } )*
                        name => {
                            let value = cursor.value(start)?;
                            read.other.push(name, value);
                        }
                    }
                    Ok(())
                })?;
                Ok(read)
            }
        }
    };
}
