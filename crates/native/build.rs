//! Tells cargo that the goldens are part of the build: they are embedded whole, so a new file must rebuild the crate.
//! It must do nothing else: a build that generates code hides it.

fn main() {
    println!("cargo::rerun-if-changed=golden");
}
