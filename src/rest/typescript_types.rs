//! Collects the TypeScript types of operations: options, arguments, results, and the types that these consist of. Only
//! tests and `npm run generate:models` use it.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};

use ts_rs::{Config, TS, TypeVisitor};

use crate::rest::option_shapes::Shapes;
use crate::rest::result_members::{ResultMembers, body};

/// The options of every operation, which the facade handles.
const COMMON_OPTIONS: &str = "
/** Aborts the request. */
abortSignal?: AbortSignalLike,
/** Options of the span that `@azure/core-tracing` creates for the call. */
tracingOptions?: OperationTracingOptions,";

/// The types that were collected.
#[derive(Default)]
pub struct Types {
    /// The declarations by name. (The compiler decides in which order types are found.)
    pub declarations: BTreeMap<String, String>,
    /// The members that cross as milliseconds.
    pub dates: Vec<String>,
    /// The members that cross as base64.
    pub binaries: Vec<String>,
    /// The types that callers pass.
    pub shapes: Shapes,
    /// The members of results.
    pub results: ResultMembers,
    declared: HashSet<TypeId>,
    responses: HashSet<TypeId>,
    is_response: bool,
    is_argument: bool,
}

impl Types {
    /// The options of an operation. If the facade declares their public type itself, only the shape is used.
    pub fn options<T: TS + 'static>(&mut self, operation: &'static str, is_own: bool) {
        let config = Config::default();
        self.shapes.note_options(operation, &T::name(&config));
        if is_own {
            self.shapes.note(&T::name(&config), body(&T::decl(&config)));
        } else {
            self.visit::<T>();
        }
    }

    /// The type of an argument besides the options.
    pub fn argument<T: TS + 'static>(&mut self) {
        self.is_argument = true;
        self.visit::<T>();
        self.is_argument = false;
    }

    /// A type that is part of a result.
    pub fn part<T: TS + 'static>(&mut self) {
        self.is_response = true;
        self.visit::<T>();
        self.is_response = false;
    }

    /// Notes the members of an operation's result, or of the headers or the body of it.
    pub fn result<T: TS + 'static>(&mut self, operation: &'static str) {
        self.results.note_operation(operation, body(&T::decl(&Config::default())));
    }

    /// A result that is read from headers only: the headers, and the headers with `_response`.
    pub fn response<T: TS + 'static>(&mut self) {
        let config = Config::default();
        let name = T::name(&config);
        if !name.ends_with("Response") {
            return self.part::<T>();
        }
        self.is_response = true;
        T::visit_dependencies(self);
        self.is_response = false;
        if !self.declared.insert(TypeId::of::<T>()) {
            return;
        }
        let headers = name.replace("Response", "Headers");
        let docs = T::docs().unwrap_or_default();
        let declaration = T::decl(&config);
        let body = body(&declaration);
        self.note_members(body);
        let header_docs = docs.replace("The response of", "The response headers of");
        let text = format!(
            "{header_docs}export interface {headers} {body}\n\
             {docs}export type {name} = WithResponse<{headers}, {headers}>;\n"
        );
        self.declarations.insert(name, text);
    }

    /// A type with its own name.
    fn declare<T: TS + ?Sized>(&mut self) {
        let config = Config::default();
        let name = T::name(&config);
        let docs = T::docs().unwrap_or_default();
        let declaration = T::decl(&config);
        let body = body(&declaration);
        if !body.starts_with('{') {
            self.shapes.note_words(&name);
            let text = format!("{docs}export type {name} = {body};\n");
            self.declarations.insert(name, text);
            return;
        }
        self.shapes.note(&name, body);
        let common = if name.ends_with("Options") || name.ends_with("Parameters") { COMMON_OPTIONS } else { "" };
        let text = format!("{docs}export interface {name} {{{common}{}\n", &body[1..]);
        self.declarations.insert(name, text);
    }

    /// The types that a type consists of: `Option<T>` and `Vec<T>` lead to `T`.
    fn visit_members<T: TS + 'static + ?Sized>(&mut self) {
        T::visit_generics(self);
        T::visit_dependencies(self);
    }

    /// Records the members that cross as another type.
    fn note_members(&mut self, body: &str) {
        for line in body.lines() {
            let Some((member, kind)) = line.trim_matches([' ', '}', ',']).split_once(": ") else { continue };
            let member = member.trim_end_matches('?').to_owned();
            match kind.trim() {
                "Date" => self.dates.push(member),
                "Uint8Array" => self.binaries.push(member),
                _ => {}
            }
        }
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let id = TypeId::of::<T>();
        let is_new_response = self.is_response && self.responses.insert(id);
        let is_new = self.declared.insert(id);
        if is_new || is_new_response {
            self.visit_members::<T>();
        }
        // Types without their own file, such as `String`, are those of TypeScript.
        if T::output_path().is_none() {
            return;
        }
        if is_new_response {
            let config = Config::default();
            let declaration = T::decl(&config);
            self.note_members(body(&declaration));
            self.results.note_part(T::name(&config), body(&declaration));
        }
        if is_new {
            self.declare::<T>();
        }
        let name = T::name(&Config::default());
        if self.is_argument && self.shapes.has(&name) {
            self.shapes.want(name);
        }
    }
}
