//! The macros that declare operations, and the registry of them.

/// A value, or its default.
macro_rules! said {
    ([$said:expr] $default:expr) => {
        $said
    };
    ([] $default:expr) => {
        $default
    };
}

/// A field's value for the tables. A value without a place need not be writable.
macro_rules! placed_value {
    ($value:expr; $place:expr) => {
        $value
    };
    ($value:expr;) => {
        &()
    };
}

/// Reads a response: only headers, or with a body.
macro_rules! read_result {
    ($from:ident, $body:ident; $headers:ident) => {{
        let _ = $body;
        Ok($headers::from_headers($from))
    }};
    ($from:ident, $body:ident; $headers:ident $read:expr) => {
        Ok($crate::rest::with_body::WithBody { headers: $headers::from_headers($from), body: $read($body)? })
    };
}

/// The type of a result: only headers, or with a body.
macro_rules! response_type {
    ($headers:ident) => {
        $headers
    };
    ($headers:ident $body:ident) => {
        $crate::rest::with_body::WithBody<$headers, $body>
    };
}

/// Declares an operation: what callers pass and where it goes, what all its requests have in common, and what it
/// returns.
///
/// The arguments besides the options are fields like those of `parameters!`, but required. One without a place goes
/// into the body, which the function after `body:` writes. One that may be missing is an `Option`, a `bool`, or has `as default` after its type. An operation without such arguments consists of its options:
/// `BlobDeleteOptions as "BlobDelete", …`. The clauses are in the order of the last rule.
macro_rules! operation {
    (
        $(#[$meta:meta])*
        pub struct $operation:ident as $name:literal {
            $( $(#[$field_meta:meta])* $field:ident $(as $public:literal)? : $type:ty $(as $may_be:ident)? $(= $place:expr)? ),* $(,)?
        }
        $(options: $options:ident,)?
        page: $($clauses:tt)*
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default)]
        pub struct $operation {
            $( $(#[$field_meta])* pub $field: $type, )*
            $(
                /// The caller's options.
                pub options: $options,
            )?
        }

        operation! { @members $operation [$( $field $(as $public)?, )*] [$(options $options)?]
            [$( !$crate::rest::operation::may_be_missing(stringify!($type $($may_be)?)) ),*] }

        impl $crate::rest::operation::Parameters for $operation {
            fn from_json(json: &str) -> $crate::base::error::Result<Self> {
                $crate::base::arguments::parse_call(json)
            }

            fn write_parameters(
                &self,
                request: &mut $crate::rest::request_writer::RequestWriter,
            ) -> $crate::base::error::Result<()> {
                const TABLE: &[$crate::rest::place::Field] = {
                    #[allow(unused_imports, reason = "which places there are depends on the operation")]
                    use $crate::rest::place::*;
                    #[allow(dead_code, reason = "an operation may have neither arguments nor options")]
                    const NAMES: &[&str] = &[ $( stringify!($field) ),* ];
                    &[
                        $( Field::new(NAMES.len(), "options", group($options::FIELDS)), )?
                        $( Field::new(
                            position(NAMES, stringify!($field)), member_name!($field $($public)?), field_place!($($place)?)
                        ), )*
                    ]
                };
                $crate::rest::fields::write(
                    TABLE,
                    &[
                        $( placed_value!(&self.$field; $($place)?), )*
                        $( &self.options as &$options, )?
                    ],
                    &$crate::rest::path::Path::default(),
                    request,
                )
            }
        }

        operation! { @operation $operation $name [$($options)?] [$($type),*] page: $($clauses)* }
    };
    ($operation:ident as $name:literal, page: $($clauses:tt)*) => {
        impl $crate::rest::operation::Parameters for $operation {
            fn from_json(json: &str) -> $crate::base::error::Result<Self> {
                #[derive(Default)]
                struct Call {
                    options: $operation,
                }
                read_members! { Call [options] [] }
                $crate::base::arguments::parse_call::<Call>(json).map(|call| call.options)
            }

            fn write_parameters(
                &self,
                request: &mut $crate::rest::request_writer::RequestWriter,
            ) -> $crate::base::error::Result<()> {
                const OPTIONS: $crate::rest::place::Field =
                    $crate::rest::place::Field::new(0, "options", $crate::rest::place::group($operation::FIELDS));
                let at = $crate::rest::path::Path::default();
                $crate::rest::fields::Value::write(self, &OPTIONS, &at, request)
            }
        }

        operation! { @operation $operation $name [$operation] [] page: $($clauses)* }
    };
    (@members $operation:ident [$($fields:tt)*] [] [$($required:expr),*]) => {
        read_members! { $operation [$($fields)*] [$($required),*] }
    };
    (@members $operation:ident [$($fields:tt)*] [options $options:ident] [$($required:expr),*]) => {
        read_members! { $operation [$($fields)* options] [$($required),*] }
    };
    (
        @operation $operation:ident $name:literal [$($options:ident)?] [$($type:ty),*]
        page: $page:literal,
        method: $method:ident,
        $(account: $account:literal,)?
        $(query: { $( $query:literal = $query_value:literal ),* $(,)? },)?
        $(headers: { $( $header:literal = $header_value:literal ),* $(,)? },)?
        $(version: $version:expr,)?
        success: [ $( $status:literal ),* ],
        repeat: $repeat:ident $(or $repeat_of:expr)?,
        $(body: $write_body:expr,)?
        response: $headers:ident $(with $body:ident = $read:expr)?,
        $(limit: $limit:expr,)?
        $(lists: [ $( $list:literal ),* ] = $read_in_slices:expr,)?
        $(secret: $secret:literal,)?
        $(streams: $streams:literal,)?
        $(own_options: $own_options:literal,)?
        $(untyped: $untyped:literal,)?
    ) => {
        impl $crate::rest::operation::Operation for $operation {
            type Output = response_type!($headers $($body)?);

            const DECLARATION: &'static $crate::rest::declaration::Declaration = &$crate::rest::declaration::Declaration {
                name: $name,
                page: concat!("https://learn.microsoft.com/rest/api/storageservices/", $page),
                method: http::Method::$method,
                account: said!([$($account)?] false),
                query: &[ $( $( ($query, $query_value) ),* )? ],
                headers: &[ $( $( ($header, $header_value) ),* )? ],
                version: said!([$(Some($version))?] None),
                success: &[ $( $status ),* ],
                repeat: $crate::http::Repeat::$repeat,
                limit: said!([$($limit)?] $crate::http::BodyLimit::UNREAD),
                lists: &[ $( $( $list ),* )? ],
                secret: said!([$($secret)?] false),
                streams: said!([$($streams)?] false),
            };

            $(
                fn write_body(
                    &self,
                    request: &mut $crate::rest::request_writer::RequestWriter,
                ) -> $crate::base::error::Result<()> {
                    let write_body: fn(&Self, &mut $crate::rest::request_writer::RequestWriter) -> $crate::base::error::Result<()> =
                        $write_body;
                    write_body(self, request)
                }
            )?

            $(
                fn repeat(&self) -> $crate::http::Repeat {
                    let repeat_of: fn(&Self) -> $crate::http::Repeat = $repeat_of;
                    repeat_of(self)
                }
            )?

            fn read(headers: &http::HeaderMap, body: &[u8]) -> $crate::base::error::Result<Self::Output> {
                read_result!(headers, body; $headers $($read)?)
            }

            $(
                fn read_in_slices(
                    headers: &http::HeaderMap,
                    body: &[u8],
                    slices: &mut $crate::rest::slices::SliceWriter,
                ) -> $crate::base::error::Result<Self::Output> {
                    let headers = $headers::from_headers(headers);
                    Ok($crate::rest::with_body::WithBody { headers, body: $read_in_slices(body, slices)? })
                }
            )?

            #[cfg(feature = "typescript")]
            fn describe(types: &mut $crate::rest::typescript_types::Types) {
                $( types.argument::<$type>(); )*
                let own_options: bool = said!([$($own_options)?] false);
                $( types.options::<$options>(Self::DECLARATION.name, own_options); )?
                let _ = own_options;
                types.result::<$headers>(Self::DECLARATION.name);
                described!(types; Self::DECLARATION.name; $headers [$($body)?] [$($untyped)?]);
            }
        }
    };
}

/// Describes a result for TypeScript: only headers, with a body, or with a type that the facade declares.
#[cfg(feature = "typescript")]
macro_rules! described {
    ($types:ident; $name:expr; $headers:ident [] []) => {
        $types.response::<$headers>()
    };
    ($types:ident; $name:expr; $headers:ident [] [$untyped:literal]) => {};
    ($types:ident; $name:expr; $headers:ident [$body:ident] []) => {
        $types.part::<$headers>();
        $types.part::<$body>();
        $types.result::<$body>($name);
    };
    ($types:ident; $name:expr; $headers:ident [$body:ident] [$untyped:literal]) => {
        $types.part::<$headers>()
    };
}

/// The registry of all operations: folders, files, and the operations in each file. A line here is all that an
/// operation needs besides its file: binding, typings and coverage use [`crate::rest::visit`].
macro_rules! operations {
    ($( $(#[$meta:meta])* $folder:ident { $( $file:ident: $( $operation:ident ),+; )* } )*) => {
        $(
            $(#[$meta])*
            pub mod $folder {
                $(
                    mod $file;
                    pub use $file::*;
                )*
            }
        )*

        /// Passes every operation to a visitor, in the order of the registry.
        pub fn visit<V: $crate::rest::operation::Visitor>(visitor: &mut V) {
            $( $( $( visitor.operation::<$folder::$operation>(); )+ )* )*
        }
    };
}
