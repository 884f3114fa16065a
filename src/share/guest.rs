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

/// Takes events from the owner until one of both leaves.
pub(super) async fn stay(
    place: &Place,
    who: ProfileId,
    to: &mpsc::Sender<LiveEvent>,
    mut showing: watch::Receiver<Option<Vec<Showing>>>,
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
        while let Some(said) = wire::hear::<FromOwner>(&mut from).await {
            if let FromOwner::Event(event) = said {
                outlet.push(event);
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
        () = hear => Left::Ended,
        () = tell => Left::Ended,
    };
    // What came before the end is still true.
    if matches!(left, Left::Ended) && outlet.drain(to).await.is_err() {
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
