//! The macros that declare operations as data: what the caller may pass, and what the service answers.

/// Declares a struct that callers fill in: every field is optional, named in camelCase in JavaScript, and typed in
/// TypeScript from the same lines.
macro_rules! parameters {
    ($(#[$meta:meta])* pub struct $name:ident {
        $(
            $(#[doc = $doc:literal])*
            $(#[serde(rename = $rename:literal)])?
            $(#[cfg_attr($when:meta, $attribute:meta)])?
            $field:ident : $type:ty
        ),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields, rename_all = "camelCase"))]
        pub struct $name {
            $(
                $(#[doc = $doc])*
                $(#[cfg_attr(feature = "typescript", ts(rename = $rename))])?
                $(#[cfg_attr($when, $attribute)])?
                pub $field: Option<$type>,
            )*
        }

        impl $crate::rest::members::Members for $name {
            const NAME: &'static str = stringify!($name);
            const NAMES: &'static [&'static str] = &[$( member_name!($field $($rename)?) ),*];

            fn read<'de, A: serde::de::MapAccess<'de>>(&mut self, place: usize, members: &mut A) -> Result<(), A::Error> {
                let mut members_before = 0..;
                $(
                    if members_before.next() == Some(place) {
                        return $crate::rest::members::fill(&mut self.$field, members);
                    }
                )*
                Ok(())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::rest::members::deserialize(deserializer)
            }
        }
    };
}

/// The name of a member: the one that it is given, else that of its field.
macro_rules! member_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $rename:literal) => {
        $rename
    };
}

/// Declares a struct that is read from response headers: `field: Type = "header-name"`. A header that is absent or
/// cannot be read leaves the field absent; prefix maps (`= "x-ms-meta-"`) are always present.
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
            /// What the service says beside, under its own names. Written first, so that nothing can take the place of a
            /// property that is known.
            #[serde(flatten)]
            #[cfg_attr(feature = "typescript", ts(skip))]
            pub other: $crate::rest::other_elements::OtherElements,
            $( $(#[$field_meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>, )*
        }

        impl $name {
            /// Reads the children of the current element. One that is not known is kept under its own name.
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
                                read.other.push_empty(&$crate::rest::other_elements::camel_case(stringify!($field)));
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
