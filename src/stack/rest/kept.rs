//! The catalog, kept between requests.
//!
//! It owns the one reading of the catalog and the listening for `NOTIFY pgrst`, upon which it is read anew, as the real server
//! does. It knows nothing of what the catalog says. Invariant: nothing is kept that nobody listens for: if the listening ends,
//! with the database perhaps, the next request reads again.

use std::future::{pending, poll_fn};
use std::sync::Arc;

use tokio::sync::{Mutex, oneshot};
use tokio_postgres::{AsyncMessage, Error};

use super::super::Shared;
use super::catalog::Catalog;
use super::refusal::Refusal;

/// The catalog of a stack's one database. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Kept(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    catalog: Option<Arc<Catalog>>,
    listening: bool,
}

impl Kept {
    /// The catalog, read now if it is not kept; PGRST002 if there is no database.
    pub(super) async fn catalog(&self, shared: &Shared) -> Result<Arc<Catalog>, Refusal> {
        let mut state = self.0.lock().await;
        if let Some(catalog) = &state.catalog {
            return Ok(Arc::clone(catalog));
        }
        if !state.listening {
            // Before reading, so that no change falls between. Whatever ends the listening takes this back.
            state.listening = true;
            self.begin_listening(shared).await?;
        }
        let client = shared.db.authenticator().await.map_err(|error| {
            tracing::warn!(%error, "no connection to the database");
            Refusal::database_down()
        })?;
        let catalog = Arc::new(Catalog::load(&client).await?);
        state.catalog = Some(Arc::clone(&catalog));
        Ok(catalog)
    }

    async fn begin_listening(&self, shared: &Shared) -> Result<(), Refusal> {
        let (begun, has_begun) = oneshot::channel();
        let (kept, shared) = (self.clone(), shared.clone());
        tokio::spawn(async move {
            let lost = tokio::select! {
                () = shared.ending.cancelled() => return,
                lost = kept.listen(&shared, begun) => lost,
            };
            if let Err(error) = lost {
                tracing::warn!(%error, "REST lost its database");
            }
            *kept.0.lock().await = State::default();
        });
        has_begun.await.map_err(|_| Refusal::database_down())
    }

    async fn listen(&self, shared: &Shared, begun: oneshot::Sender<()>) -> Result<(), Error> {
        let (client, mut connection) = shared.db.listen().await?;
        let hearing = async {
            while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
                if let AsyncMessage::Notification(_) = message? {
                    self.0.lock().await.catalog = None;
                }
            }
            Ok(())
        };
        let asking = async {
            client.batch_execute("listen pgrst").await?;
            // If the request that asked was given up, the next one finds us listening.
            let _ = begun.send(());
            pending().await
        };
        // Both run until the connection breaks; dropping them closes it.
        tokio::select! {
            lost = hearing => lost,
            failed = asking => failed,
        }
    }
}
