//! A printed curl command means the request curl sends.
//! Run with the crate's own tests; needs no store.

use std::collections::BTreeMap;

use super::super::Request;
use super::super::curl::request;

fn read(command: &str) -> Result<Request, String> {
    let files = [("t.csv".to_owned(), "a,b\r\n1,2\n".to_owned())];
    request(command, &BTreeMap::from(files))
}

fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
}

#[test]
fn data_makes_a_post_of_the_text_as_written() {
    let command = "curl --location 'https://{{API_HOST}}/v3/x' \\\n--header 'Content-Type: application/json' \\\n--data '{\n    \"a\": \"b\"\n}'";
    let request = read(command).unwrap();
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/v3/x"));
    assert_eq!(request.body, "{\n    \"a\": \"b\"\n}");
    assert_eq!(header(&request, "Content-Type"), Some("application/json"));
}

#[test]
fn empty_data_is_an_empty_form() {
    let request = read("curl 'https://{{API_HOST}}/v3/x' --data ''").unwrap();
    assert_eq!((request.method.as_str(), request.body.as_str()), ("POST", ""));
    assert_eq!(header(&request, "Content-Type"), Some("application/x-www-form-urlencoded"));
}

#[test]
fn without_data_it_is_a_get() {
    let request = read("curl https://{{API_HOST}}").unwrap();
    assert_eq!((request.method.as_str(), request.target.as_str()), ("GET", "/"));
    assert_eq!(header(&request, "Accept"), Some("*/*"));
    assert_eq!(header(&request, "Content-Type"), None);
}

#[test]
fn the_method_given_wins() {
    for options in ["-L -X PUT -d x", "--request PUT --data x", "-LXPUT -dx"] {
        let request = read(&format!("curl {options} --url https://{{{{API_HOST}}}}/y")).unwrap();
        assert_eq!((request.method.as_str(), request.body.as_str()), ("PUT", "x"), "{options}");
    }
}

#[test]
fn data_is_joined_and_files_lose_their_line_ends() {
    assert_eq!(read("curl https://{{API_HOST}}/x -d a -d 'b\nc'").unwrap().body, "a&b\nc");
    assert_eq!(read("curl https://{{API_HOST}}/x -d @/d/t.csv").unwrap().body, "a,b1,2");
}

#[test]
fn a_form_is_multipart_with_the_file_as_it_is() {
    let request = read("curl https://{{API_HOST}}/x -F 'file=@\"/D:/dir/t.csv\"' --form 'id=\"c4\"'").unwrap();
    let boundary = "------------------------leadhubgolden";
    assert_eq!(request.method, "POST");
    assert_eq!(header(&request, "Content-Type"), Some(format!("multipart/form-data; boundary={boundary}").as_str()));
    let body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"t.csv\"\r\nContent-Type: application/octet-stream\r\n\r\n\
         a,b\r\n1,2\n\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\nc4\r\n--{boundary}--\r\n"
    );
    assert_eq!(request.body, body);
}

#[test]
fn quotes_in_a_form_value() {
    let body =
        |value: &str| read(&format!("curl https://{{{{API_HOST}}}}/x -F 'a={value}'")).map(|request| request.body);
    assert!(body(" x y").unwrap().contains("\r\n\r\nx y\r\n"));
    assert!(body("\"q\\\"w\" ").unwrap().contains("\r\n\r\nq\"w\r\n"));
    assert!(body("\"open").unwrap().contains("\r\n\r\n\"open\r\n"));
    assert!(body("x;type=text/plain").unwrap_err().contains("`;`"));
}

#[test]
fn a_header_without_a_value_takes_curls_own_away() {
    let request = read("curl https://{{API_HOST}}/x -H 'Accept:' -d ''  -H content-type:x").unwrap();
    assert_eq!(header(&request, "Accept"), None);
    assert_eq!(header(&request, "content-type"), Some("x"));
    assert_eq!(header(&request, "Content-Type"), None);
}

#[test]
fn words_are_split_as_a_shell_does() {
    let split = super::super::shell::words;
    assert_eq!(split("a  'b c'\"d \\\" \\n\"e\\ f \\\n g ''").unwrap(), ["a", "b cd \" \\ne f", "g", ""]);
    assert!(split("a 'b").unwrap_err().contains("single quote"));
    assert!(split("a \"b").unwrap_err().contains("double quote"));
}

#[test]
fn what_is_not_understood_is_named() {
    let cases = [
        ("curl https://{{API_HOST}}/x --compressed", "--compressed"),
        ("curl https://{{API_HOST}}/x -k", "-k"),
        ("curl https://{{API_HOST}}/x -X", "-X needs a value"),
        ("curl https://{{API_HOST}}/x https://{{API_HOST}}/y", "two addresses"),
        ("curl https://example.com/x", "must begin with"),
        ("curl -L", "no address"),
        ("curl https://{{API_HOST}}/x -H nothing", "`nothing`"),
        ("curl https://{{API_HOST}}/x -F 'f=@other.csv'", "--- file other.csv"),
        ("curl https://{{API_HOST}}/x -d @other.csv", "--- file other.csv"),
        ("curl https://{{API_HOST}}/x -d a -F b=c", "--data together with --form"),
        ("wget https://{{API_HOST}}/x", "not curl"),
    ];
    for (command, error) in cases {
        let message = read(command).unwrap_err();
        assert!(message.contains(error), "{command}: {message}");
    }
}
