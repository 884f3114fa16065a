//! The demo company: Acme Production, its people, and months of their work.
//!
//! The rows stand in the SQL files beside this one, loaded in the order of their numbers as one batch. They know the accounts
//! only by id. Invariant: all times are relative to the moment of loading, so the queue looks alive whenever it is opened.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::fixture::{Fixture, SeedUser};

/// What everybody in the demo signs in with. Public, and meant to be.
pub const DEMO_PASSWORD: &str = "antops-demo";

/// Who plays the demo: on call, a member, and the one person whom the living company never acts for.
pub const DEMO_EMAIL: &str = "dana@acme.example";

/// A colleague by the name the scripts use; the address is that name at acme.example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person {
    /// The short name.
    pub(super) nick: &'static str,
    /// As profile and account have it.
    pub(super) full_name: &'static str,
    /// The last digits of the account's id.
    number: u128,
}

impl Person {
    /// The id in `auth.users` and `profiles`.
    pub(super) fn id(self) -> Uuid {
        Uuid::from_u128(0xda7a_0000_0000_4000_8000_0000_0000_0000 | self.number)
    }
}

const fn person(number: u128, nick: &'static str, full_name: &'static str) -> Person {
    Person { nick, full_name, number }
}

/// The one on call, played by whoever uses the demo.
pub(super) const DANA: Person = person(5, "dana", "Dana Petrov");

/// The problem manager.
pub(super) const ANA: Person = person(3, "ana", "Ana Ferreira");

/// The change manager.
pub(super) const BO: Person = person(4, "bo", "Bo Lindqvist");

/// Everybody at Acme, from the owner to the viewer. Digits of ids are decimal in the seed: the tenth ends in 10.
pub(super) const PEOPLE: [Person; 10] = [
    person(1, "ines", "Ines Okafor"),
    person(2, "jun", "Jun Park"),
    ANA,
    BO,
    DANA,
    person(6, "omar", "Omar Haddad"),
    person(7, "lena", "Lena Vogt"),
    person(8, "priya", "Priya Nair"),
    person(9, "wei", "Chen Wei 陈伟"),
    person(0x10, "mia", "Mia Tanaka"),
];

/// Of another organization on the same server.
const STRANGER: Person = person(0x11, "signe", "Signe Holm");

const SQL: &str = concat!(
    include_str!("1_people.sql"),
    include_str!("2_map.sql"),
    include_str!("3_problems.sql"),
    include_str!("4_incidents.sql"),
    include_str!("5_changes.sql"),
    include_str!("6_comments.sql"),
    include_str!("7_rest.sql"),
);

/// Accounts and rows of the demo company.
#[must_use]
pub fn demo() -> Fixture {
    let acme = PEOPLE.iter().map(|person| account(*person, "acme.example"));
    let users = acme.chain([account(STRANGER, "borealis.example")]).collect();
    Fixture { users, sql: SQL.to_owned() }
}

fn account(person: Person, domain: &str) -> SeedUser {
    SeedUser {
        id: person.id(),
        email: format!("{}@{domain}", person.nick),
        password: DEMO_PASSWORD.to_owned(),
        created_at: "2025-01-13T08:00:00Z".to_owned(),
        raw_user_meta_data: Map::from_iter([("full_name".to_owned(), Value::from(person.full_name))]),
    }
}
