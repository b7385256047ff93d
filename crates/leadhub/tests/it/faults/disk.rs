//! A really full disk under the embedded store: writes get their wire's 503 and leave nothing, reads go on, and writing comes back by
//! itself when there is room again. Needs the right to mount a small file system.

use crate::client::Client;
use crate::house::House;
use leadhub_core::{Hub, HubOptions};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file system of a few megabytes, unmounted when it is dropped.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    pub fn mount(megabytes: usize) -> SmallDisk {
        let folder = tempfile::Builder::new().prefix("leadhub-small-disk-").tempdir().unwrap().keep();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&folder).status().unwrap();
        assert!(mounted.success(), "this test mounts a small file system: run it as root");
        SmallDisk(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the store's threads may still hold files.
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
        drop(std::fs::remove_dir(&self.0));
    }
}

#[test]
fn a_full_disk_is_told_on_both_wires_and_mends_itself() {
    leadhub_testkit::block_on(async {
        let disk = SmallDisk::mount(8);
        let url = disk.path().join("leadhub.db").display().to_string();
        crate::migrate(&url);
        let hub = Hub::open(&url, HubOptions::default()).unwrap();
        let house = House::serve(hub).await;
        let caresoft = Client::new(&house, house.kangnam(), "caresoft");
        let dialer = Client::new(&house, house.kangnam(), "dialer");
        let lead = |subject: &str| json!({ "lead": { "subject": subject, "phone": "0349719999", "service_id": 1244 } });
        let (status, kept) = caresoft.post("/kangnam/api/v1/lead", &lead("before")).await;
        assert_eq!(status, 200);

        // Filled to the last byte by something else on the same disk.
        let ballast = disk.path().join("ballast");
        fill(&ballast);
        let mut refused = 0;
        for number in 0..50 {
            let (status, answer) = caresoft.post("/kangnam/api/v1/lead", &lead(&format!("full {number}"))).await;
            match status {
                200 => {}
                503 => {
                    assert_eq!(answer["code"], "errors", "{answer}");
                    refused += 1;
                }
                other => panic!("{other}: {answer}"),
            }
        }
        assert!(refused > 0, "the disk never was full");
        assert_eq!(caresoft.get("/health/ready").await.0, 503, "an empty commit would still succeed");
        let list = json!({ "list_uuid": "c4869e79-f0fa-4c6a-9410-bc0defac375a", "phone_number": "0349719999" });
        let (status, answer) = dialer.post("/v3/lead", &list).await;
        assert_eq!((status, answer["error"].is_string()), (503, true), "{answer}");
        let (status, _) = caresoft.get(&format!("/kangnam/api/v1/lead/{}", kept["lead"]["id"])).await;
        assert_eq!(status, 200, "reads go on");

        std::fs::remove_file(&ballast).unwrap();
        let (status, after) = caresoft.post("/kangnam/api/v1/lead", &lead("after")).await;
        assert_eq!(status, 200, "writing comes back by itself: {after}");
        assert_eq!(caresoft.get("/health/ready").await.0, 200);
        let (_, all): (u16, Value) = caresoft.get("/kangnam/api/v1/leads?count=500").await;
        let subjects: Vec<&str> =
            all["leads"].as_array().unwrap().iter().filter_map(|lead| lead["subject"].as_str()).collect();
        assert!(subjects.contains(&"before") && subjects.contains(&"after"));
        let full = subjects.iter().filter(|subject| subject.starts_with("full")).count();
        assert_eq!(full, 50 - refused, "a refused lead left something behind");
        house.stop().await;
    });
}

/// Writes until there is no room left.
pub fn fill(path: &Path) {
    use std::io::Write;
    let mut file = std::fs::File::create(path).unwrap();
    for size in [65_536, 4096, 512, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
}
