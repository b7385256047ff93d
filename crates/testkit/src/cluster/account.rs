//! Which account runs the server: `initdb` refuses root.
//! Called by `Server`. Reads `/etc/passwd` and changes nothing.

use std::fs;
use std::io;

use super::failed;

/// A numeric user and group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

/// `None` when the caller (`own_uid`) may run the server itself; for root, `postgres` or else `nobody`.
pub(super) fn unprivileged(own_uid: u32) -> io::Result<Option<Account>> {
    if own_uid != 0 {
        return Ok(None);
    }
    let passwd = fs::read_to_string("/etc/passwd")?;
    let account = find(&passwd, "postgres").or_else(|| find(&passwd, "nobody"));
    account.map(Some).ok_or_else(|| failed("root needs an account `postgres` or `nobody` to run PostgreSQL"))
}

fn find(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next() != Some(name) {
            return None;
        }
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Account { uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let passwd = "root:x:0:0::/root:/bin/sh\npostgres2:x:7:7:::\npostgres:x:101:104::/var:/bin/sh\n";
        assert_eq!(find(passwd, "postgres"), Some(Account { uid: 101, gid: 104 }));
        assert_eq!(find(passwd, "nobody"), None);
    }
}
