//! Who looks at the pages: a manager and an agent of the demo's organisation, signed in as people are, through the pages themselves.
//! Used by everything that `bench ui` measures.

use std::net::SocketAddr;

use leadhub_golden::{Reply, Request, send};
use leadhub_testkit::block_on;
use serde_json::Value;

use crate::scale::{RUN, Testbed};
use crate::server::Server;

pub struct Person {
    pub role: &'static str,
    /// The whole header: name and session.
    pub cookie: String,
}

pub struct People(pub [Person; 2]);

impl People {
    pub fn let_in(bed: &Testbed<'_>, server: &Server) -> Result<People, String> {
        // Ids and groups are the demo's; with her group the agent sees half of all leads.
        user(bed, &["update", "124734560", "--group", "12153"])?;
        let let_in = |role, id| Person::let_in(bed, server, role, id);
        Ok(People([let_in("manager", "124734559")?, let_in("agent", "124734560")?]))
    }

    /// Who may open every page that is measured.
    pub fn manager(&self) -> &Person {
        &self.0[0]
    }
}

impl Person {
    fn let_in(bed: &Testbed<'_>, server: &Server, role: &'static str, id: &str) -> Result<Person, String> {
        user(bed, &["update", id, "--role", role])?;
        let given = user(bed, &["passwd", id, "--generate"])?;
        let text = |name: &str| given[name].as_str().unwrap_or_default().to_owned();
        let (name, old) = (text("username"), text("password"));
        let form = [("organisation", bed.access.slug.as_str()), ("name", &name), ("password", &old)];
        let entered = post(server.address, "/app/sign-in", "", &form)?;
        let cookie = entered.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.ok_or_else(|| format!("{role}: the sign-in gave no session"))?.to_owned();
        // Whoever was given a password takes another one first.
        post(server.address, "/app/password", &cookie, &[("old", &old), ("new", &format!("{old}-2"))])?;
        Ok(Person { role, cookie })
    }

    pub fn headers(&self) -> Vec<(String, String)> {
        [("cookie", self.cookie.as_str()), ("accept-encoding", "gzip")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    }

    /// One page, or part of one; anything but a 200 is an error.
    pub fn get(&self, address: SocketAddr, target: &str, headers: Vec<(String, String)>) -> Result<Reply, String> {
        let request = Request { method: "GET".to_owned(), target: target.to_owned(), headers, body: String::new() };
        answered(address, &request, 200).map_err(|say| format!("{}: {say}", self.role))
    }
}

/// `leadhub user` and what it prints.
fn user(bed: &Testbed<'_>, words: &[&str]) -> Result<Value, String> {
    let mut command = bed.program.command(&bed.folder);
    command.arg("user").args(words).args(["--organisation", &bed.access.slug, "--json"]);
    let done = command.args(["--database", &bed.stores.url(RUN)]).output();
    let done = done.map_err(|error| format!("leadhub user: {error}"))?;
    let wrong = || format!("leadhub user: {}\n{}", done.status, String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).ok().filter(|_| done.status.success()).ok_or_else(wrong)
}

/// Sends a form that is taken: the answer leads elsewhere.
fn post(address: SocketAddr, target: &str, cookie: &str, form: &[(&str, &str)]) -> Result<Reply, String> {
    let pairs: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
    let headers = [
        ("origin", format!("http://{address}")),
        ("cookie", cookie.to_owned()),
        ("content-type", "application/x-www-form-urlencoded".to_owned()),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let (method, target, body) = ("POST".to_owned(), target.to_owned(), pairs.join("&"));
    answered(address, &Request { method, target, headers, body }, 303)
}

fn answered(address: SocketAddr, request: &Request, status: u16) -> Result<Reply, String> {
    let reply = block_on(send(&format!("http://{address}"), request));
    let reply = reply.map_err(|error| format!("{}: {error}", request.target))?;
    if reply.status == status {
        return Ok(reply);
    }
    Err(format!("{} was answered {} where {status} was due", request.target, reply.status))
}

/// Everything as its bytes: longer than need be, and never wrong.
fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_form_carries_every_letter() {
        assert_eq!(percent("ầ &"), "%E1%BA%A7%20%26");
    }
}
