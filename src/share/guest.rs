//! An antops that takes events from the one that holds the connection, or borrows its session.

use super::place::Place;
use super::wire::{self, FromGuest, FromOwner, Wants};
use crate::domain::live::LiveEvent;
use crate::domain::presence::Showing;
use crate::domain::safe::Safe;
use crate::domain::value::ProfileId;
use crate::outlet::Outlet;
use crate::ports::Lent;
use secrecy::{ExposeSecret as _, SecretString};
use std::time::Duration;
use tokio::io::BufReader;
use tokio::sync::{mpsc, watch};

/// For an answer of the owner. Lending may take a renewal.
const ANSWER: Duration = Duration::from_secs(20);
/// For its welcome.
const WELCOME: Duration = Duration::from_secs(3);

/// Why a guest left.
pub(super) enum Left {
    /// There is no owner to go to.
    Nobody,
    /// The owner ended.
    Ended,
    /// The owner does not share with us.
    NotWelcome(Safe),
    /// Nobody listens here any more.
    Unheard,
}

/// Takes events from the owner until one of both leaves, or the owner is `silent` for so long.
pub(super) async fn stay(
    place: &Place,
    who: ProfileId,
    to: &mpsc::Sender<LiveEvent>,
    mut showing: watch::Receiver<Option<Vec<Showing>>>,
    silent: Duration,
) -> Left {
    let Some(stream) = place.connect().await else { return Left::Nobody };
    let (from, mut say_to) = stream.into_split();
    let mut from = BufReader::new(from);
    let hello = FromGuest::Hello { version: wire::VERSION, who, wants: Wants::Events };
    if wire::say(&mut say_to, &hello).await.is_err() {
        return Left::Nobody;
    }
    match tokio::time::timeout(WELCOME, wire::hear::<FromOwner>(&mut from)).await {
        Ok(Some(FromOwner::Welcome)) => {}
        Ok(Some(FromOwner::NotWelcome { why })) => return Left::NotWelcome(why),
        Ok(Some(_)) => return Left::NotWelcome("it answers what was not asked".into()),
        Ok(None) => return Left::Nobody,
        Err(_) => return Left::NotWelcome("it does not answer".into()),
    }
    // The owner is read at once, always, whoever draws here.
    let outlet = Outlet::default();
    let hear = async {
        loop {
            match tokio::time::timeout(silent, wire::hear::<FromOwner>(&mut from)).await {
                Ok(Some(FromOwner::Event(event))) => outlet.push(event),
                Ok(Some(_)) => {}
                Ok(None) => return Left::Ended,
                Err(_) => return Left::NotWelcome("it says nothing any more".into()),
            }
        }
    };
    let tell = async {
        loop {
            let places = showing.borrow_and_update().clone();
            if let Some(places) = places
                && wire::say(&mut say_to, &FromGuest::Showing(places)).await.is_err()
            {
                return;
            }
            if showing.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let left = tokio::select! {
        () = outlet.pump(to) => Left::Unheard,
        left = hear => left,
        () = tell => Left::Ended,
    };
    // What came before the end is still true.
    if !matches!(left, Left::Unheard) && outlet.drain(to).await.is_err() {
        return Left::Unheard;
    }
    left
}

/// Borrows a session.
pub(super) async fn borrow(place: &Place, who: ProfileId, refused: Option<SecretString>) -> Option<Lent> {
    let refused = refused.map(|token| token.expose_secret().to_owned());
    let asking = async {
        let (from, mut to) = place.connect().await?.into_split();
        let hello = FromGuest::Hello { version: wire::VERSION, who, wants: Wants::Session { refused } };
        wire::say(&mut to, &hello).await.ok()?;
        match wire::hear::<FromOwner>(&mut BufReader::new(from)).await? {
            FromOwner::Session(Some(loan)) => Some(Lent::from(loan)),
            _ => None,
        }
    };
    tokio::time::timeout(ANSWER, asking).await.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[tokio::test]
    async fn an_owner_that_was_stopped_is_left_although_its_socket_is_open() {
        let home = tempfile::tempdir().expect("a directory");
        let who = ProfileId(Uuid::from_u128(1));
        let place = Place::new(&home.path().join("run"), "https://a.example", who);
        let lock = place.take().expect("a lock").expect("free");
        let (listener, _bound) = place.bind(&lock).expect("a socket");
        let stopped = async {
            let (stream, _) = listener.accept().await.expect("a guest");
            let (from, mut to) = stream.into_split();
            let mut from = BufReader::new(from);
            assert!(wire::hear::<FromGuest>(&mut from).await.is_some());
            wire::say(&mut to, &FromOwner::Welcome).await.expect("welcome");
            // Nothing more, and nothing closed.
            std::future::pending::<()>().await;
            drop((from, to));
        };
        let (to, _events) = mpsc::channel(8);
        let (_places, showing) = watch::channel(None);
        let left = tokio::select! {
            left = stay(&place, who, &to, showing, Duration::from_millis(50)) => left,
            () = stopped => unreachable!("it waits"),
        };
        assert!(matches!(left, Left::NotWelcome(_)));
    }
}
