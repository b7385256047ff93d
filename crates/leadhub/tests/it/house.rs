//! A whole house for a test: a filled store, served on a free port of the loopback. Used by every test of this binary; ends when
//! it is dropped.

use leadhub::demo::{FilledOrganisation, fill, organisations};
use leadhub::http::{Server, ServerOptions};
use leadhub_core::actions::{NewLogin, put_login};
use leadhub_core::store::reference::agents;
use leadhub_core::{Actor, Hub, HubOptions, store};
use leadhub_model::sign_in::Role;
use leadhub_model::{AgentId, LeadError};
use leadhub_testkit::TestStore;
use tokio::sync::oneshot;

/// Of everybody who signs in.
pub const PASSWORD: &str = "quay-deu-tay-2026";
/// Of Kangnam; works on leads of her own.
pub const AGENT: i64 = 124734560;
pub const MANAGER: i64 = 124734561;

pub struct House {
    pub base_url: String,
    pub hub: Hub,
    /// The demo's organisations: the first has the leads that the samples address.
    pub organisations: Vec<FilledOrganisation>,
    stop: Option<oneshot::Sender<()>>,
    served: Option<tokio::task::JoinHandle<std::io::Result<()>>>,
    /// Kept to the end: dropping it removes the store.
    _store: Option<TestStore>,
}

/// As a server is by default, but for how many unknown tokens an address may try: all tests come from one.
pub fn options() -> ServerOptions {
    ServerOptions { unknown_tokens: u32::MAX, ..ServerOptions::default() }
}

impl House {
    /// Serves a store with the demo's organisations and leads.
    pub async fn open(store: TestStore) -> House {
        House::open_with(store, HubOptions::default(), options()).await
    }

    pub async fn open_with(store: TestStore, options: HubOptions, server: ServerOptions) -> House {
        let hub = tokio::task::block_in_place(|| Hub::open(store.url(), options)).unwrap();
        let mut house = House::serve_with(hub, server).await;
        house._store = Some(store);
        house
    }

    /// Serves a store that somebody else keeps.
    pub async fn serve(hub: Hub) -> House {
        House::serve_with(hub, options()).await
    }

    async fn serve_with(hub: Hub, server: ServerOptions) -> House {
        let organisations = tokio::task::block_in_place(|| fill(&hub, &organisations().unwrap(), true)).unwrap();
        House::serve_as_it_is(hub, server, organisations).await
    }

    /// Serves a store without putting anything into it.
    pub async fn serve_as_it_is(hub: Hub, server: ServerOptions, organisations: Vec<FilledOrganisation>) -> House {
        let server = Server::bind(hub.clone(), "127.0.0.1:0".parse().unwrap(), server).await.unwrap();
        let base_url = format!("http://{}", server.address().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let served = tokio::spawn(server.serve(async {
            let _ended = stopped.await;
        }));
        House { base_url, hub, organisations, stop: Some(stop), served: Some(served), _store: None }
    }

    pub fn kangnam(&self) -> &FilledOrganisation {
        &self.organisations[0]
    }

    pub fn dongnai(&self) -> &FilledOrganisation {
        &self.organisations[1]
    }

    /// Lets a user of an organisation sign in with `PASSWORD`; gives her name.
    pub async fn let_in(&self, slug: &str, agent: i64, role: Role) -> String {
        let slug = slug.to_owned();
        let known = self.hub.read(move |db| {
            let actor = Actor::house(store::organisations::find_organisation(db, &slug)?.unwrap());
            let name = agents::find_agent(db, &actor, AgentId(agent))?.unwrap().agent.username;
            Ok::<_, LeadError>((actor, name))
        });
        let (actor, name) = known.await.unwrap();
        let hub = &self.hub;
        let hash = tokio::task::block_in_place(|| hub.passwords().hash_blocking(hub.chance(), &name, PASSWORD));
        let (role, password) = (Some(role), Some(hash.unwrap()));
        let login = NewLogin { agent: AgentId(agent), role, password, must_change: false };
        hub.write(move |tx| put_login(tx, &actor, &login)).await.unwrap();
        name
    }

    /// Stops gracefully and waits for the end.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        self.served.take().unwrap().await.unwrap().unwrap();
    }
}
