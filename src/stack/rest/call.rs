//! Calls: functions chosen by name and arguments, as SQL.
//!
//! It owns the choice among a name's functions and the shape their results have. It knows nothing of answers. Invariant: the
//! arguments given decide which function is meant; none is called that lacks a required one.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::catalog::{Catalog, Function};
use super::payload::Payload;
use super::refusal::Refusal;
use super::sql::{identifier, literal, public};
use super::write::Body;

/// What a function is given.
pub(super) enum Arguments<'a> {
    /// A JSON body.
    Body(&'a Payload),
    /// Texts from the query string.
    Texts(&'a [(String, String)]),
}

impl Arguments<'_> {
    fn names(&self) -> BTreeSet<&str> {
        match self {
            Self::Body(payload) => payload.keys.iter().map(String::as_str).collect(),
            Self::Texts(pairs) => pairs.iter().map(|(name, _)| name.as_str()).collect(),
        }
    }
}

/// The function that is meant: PGRST202 if there is none, PGRST203 if there are several.
pub(super) fn choose<'a>(catalog: &'a Catalog, name: &str, arguments: &Arguments<'_>) -> Result<&'a Function, Refusal> {
    let given = arguments.names();
    let fitting: Vec<&Function> = catalog.functions(name).filter(|function| takes(function, &given)).collect();
    match fitting.as_slice() {
        [only] => Ok(only),
        [] => Err(unknown(catalog, name, &given, matches!(arguments, Arguments::Body(_)))),
        several => Err(ambiguous(several)),
    }
}

fn takes(function: &Function, given: &BTreeSet<&str>) -> bool {
    let required_given = function
        .arguments
        .iter()
        .filter(|argument| argument.required)
        .all(|argument| given.contains(argument.name.as_str()));
    required_given && given.iter().all(|name| function.arguments.iter().any(|argument| argument.name == *name))
}

fn unknown(catalog: &Catalog, name: &str, given: &BTreeSet<&str>, by_body: bool) -> Refusal {
    let list: Vec<&str> = given.iter().copied().collect();
    let list = list.join(", ");
    let (called, searched) = if given.is_empty() {
        (" without parameters".to_owned(), " without parameters".to_owned())
    } else {
        (format!("({list})"), format!(" with parameter{} {list}", if given.len() > 1 { "s" } else { "" }))
    };
    let or_unnamed = if by_body { " or with a single unnamed json/jsonb parameter" } else { "" };
    let others: Vec<String> = catalog
        .functions(name)
        .map(|function| {
            let names: Vec<&str> = function.arguments.iter().map(|argument| argument.name.as_str()).collect();
            format!("public.{name}({})", names.join(", "))
        })
        .collect();
    let near = others.first().cloned().or_else(|| catalog.nearest_function(name).map(|near| format!("public.{near}")));
    Refusal::new(
        StatusCode::NOT_FOUND,
        "PGRST202",
        format!("Could not find the function public.{name}{called} in the schema cache"),
    )
    .details(format!(
        "Searched for the function public.{name}{searched}{or_unnamed}, but no matches were found in the schema cache."
    ))
    .hint(near.map(|near| format!("Perhaps you meant to call the function {near}")))
}

fn ambiguous(several: &[&Function]) -> Refusal {
    let spelled: Vec<String> = several
        .iter()
        .map(|function| {
            let arguments: Vec<String> =
                function.arguments.iter().map(|argument| format!("{} => {}", argument.name, argument.kind)).collect();
            format!("public.{}({})", function.name, arguments.join(", "))
        })
        .collect();
    Refusal::new(
        StatusCode::MULTIPLE_CHOICES,
        "PGRST203",
        format!("Could not choose the best candidate function between: {}", spelled.join(", ")),
    )
    .hint(Some(
        "Try renaming the parameters or the function itself in the database so function overloading can be resolved"
            .to_owned(),
    ))
}

impl Function {
    /// Whether it gives nothing back.
    pub(super) fn is_void(&self) -> bool {
        self.returns == "void"
    }

    /// Whether it gives values rather than rows.
    pub(super) fn is_scalar(&self) -> bool {
        !self.composite
    }

    /// The call, its results being rows or, for a scalar, a column `pgrst_scalar`.
    pub(super) fn call_sql(&self, arguments: &Arguments<'_>) -> Result<String, Refusal> {
        if self.arguments.iter().any(|argument| argument.variadic) {
            return Err(Refusal::outside_subset("functions with a variable number of arguments"));
        }
        let given = arguments.names();
        let taken: Vec<(&str, &str)> = self
            .arguments
            .iter()
            .filter(|argument| given.contains(argument.name.as_str()))
            .map(|argument| (argument.name.as_str(), argument.kind.as_str()))
            .collect();
        let (source, values): (String, Vec<String>) = match arguments {
            _ if taken.is_empty() => ("FROM ".to_owned(), Vec::new()),
            Arguments::Body(payload) => {
                let body = Body { json: payload, columns: &taken, defaults: None };
                let value = |(name, _): &(&str, &str)| format!("{0} := pgrst_body.{0}", identifier(name));
                (format!("{}, LATERAL ", body.sql()), taken.iter().map(value).collect())
            }
            Arguments::Texts(pairs) => {
                let value = |(name, kind): &(&str, &str)| {
                    let given = pairs.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value.as_str());
                    format!("{} := {}::{kind}", identifier(name), literal(given))
                };
                ("FROM ".to_owned(), taken.iter().map(value).collect())
            }
        };
        let call = format!("{}({})", public(&self.name), values.join(", "));
        Ok(if self.is_scalar() {
            format!("SELECT pgrst_call.pgrst_scalar {source}(SELECT {call} pgrst_scalar) pgrst_call")
        } else {
            format!("SELECT pgrst_call.* {source}{call} pgrst_call")
        })
    }
}
