//! Where the sources say which sentence, and which variables they give it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, ExprMethodCall, Token};

/// The methods that end a sentence, and those that give it a variable.
const ENDS: [&str; 3] = ["line", "lines", "text"];
const GIVES: [&str; 9] =
    ["instant", "instant_in", "user", "person", "command", "count", "choice", "words", "phrase"];

/// What the sources say.
#[derive(Default)]
pub struct Uses {
    /// Every text literal outside of tests: keys among them.
    literals: BTreeSet<String>,
    /// Sentences from `say` to their end: where, the keys that it may be, the variables that are given.
    said: Vec<(String, BTreeSet<String>, BTreeSet<String>)>,
    /// Keys with which `say` begins, less those that end: file and key.
    open: BTreeMap<(String, BTreeSet<String>), i64>,
    /// The keys of button labels.
    labels: BTreeSet<String>,
    file: String,
}

/// What every production source says, read once.
pub fn uses_in_sources() -> &'static Uses {
    static USES: LazyLock<Uses> = LazyLock::new(|| {
        let mut uses = Uses::default();
        read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut uses);
        uses
    });
    &USES
}

fn read(folder: &Path, uses: &mut Uses) {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read(&path, uses);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            uses.file = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string();
            uses.read(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// The keys of button labels.
pub fn labels(uses: &Uses) -> BTreeSet<String> {
    uses.labels.clone()
}

/// Sentences whose key or variables are wrong, and sentences that do not end where they begin.
pub fn problems(
    uses: &Uses,
    variables: &BTreeMap<String, BTreeSet<String>>,
    derived: &BTreeSet<String>,
) -> Vec<String> {
    let mut problems = Vec::new();
    for (file, keys, given) in &uses.said {
        for key in keys {
            match variables.get(key) {
                None => problems.push(format!("{file}: says {key}, which no resource has")),
                Some(wanted) => problems.extend(
                    wanted.difference(given).map(|name| format!("{file}: {key} is not given ${name}")),
                ),
            }
        }
        let wanted: BTreeSet<&String> = keys.iter().filter_map(|key| variables.get(key)).flatten().collect();
        let known = keys.iter().all(|key| variables.contains_key(key));
        let idle = given.iter().filter(|name| known && !wanted.contains(name));
        problems
            .extend(idle.map(|name| format!("{file}: {keys:?} is given ${name}, which it does not have")));
    }
    for ((file, keys), left) in &uses.open {
        if *left != 0 {
            problems
                .push(format!("{file}: {keys:?} does not end in the expression in which say() begins it"));
        }
    }
    let lacking = derived.iter().filter(|key| !variables.contains_key(*key));
    problems
        .extend(lacking.map(|key| format!("{key}: the table of commands wants it, and no resource has it")));
    problems
}

/// Keys that nobody uses, or that are used without their variables.
pub fn idle_keys(
    uses: &Uses,
    variables: &BTreeMap<String, BTreeSet<String>>,
    derived: &BTreeSet<String>,
) -> Vec<String> {
    let mut problems = Vec::new();
    let said: BTreeSet<&str> = uses.said.iter().flat_map(|(_, keys, _)| keys).map(String::as_str).collect();
    for (key, own) in variables {
        let other = uses.literals.contains(key) || derived.contains(key) || key.starts_with("locale-");
        if !said.contains(key.as_str()) && !other {
            problems.push(format!("{key}: no source uses it"));
        }
        if !said.contains(key.as_str()) && !own.is_empty() {
            problems.push(format!("{key}: has variables and is not said by say()"));
        }
    }
    problems
}

impl Uses {
    fn read(&mut self, source: &str) {
        let file = syn::parse_file(source).unwrap_or_else(|error| panic!("{}: {error}", self.file));
        self.visit_file(&file);
    }

    /// The keys and variables of a sentence, if the expression is one from its end back to `say`.
    fn sentence(call: &ExprMethodCall) -> Option<(BTreeSet<String>, BTreeSet<String>)> {
        let mut given = BTreeSet::new();
        let mut receiver = &*call.receiver;
        loop {
            let Expr::MethodCall(before) = receiver else { return None };
            let name = before.method.to_string();
            if name == "say" {
                return Some((literals_in(before.args.first()?), given));
            }
            if !GIVES.contains(&name.as_str()) {
                return None;
            }
            given.extend(literals_in(before.args.first()?));
            receiver = &before.receiver;
        }
    }
}

/// Every text literal in an expression.
fn literals_in(expression: &Expr) -> BTreeSet<String> {
    struct Literals(BTreeSet<String>);
    impl Visit<'_> for Literals {
        fn visit_lit_str(&mut self, literal: &syn::LitStr) {
            self.0.insert(literal.value());
        }
    }
    let mut literals = Literals(BTreeSet::new());
    literals.visit_expr(expression);
    literals.0
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let cfg = matches!(&attribute.meta, syn::Meta::List(list) if list.path.is_ident("cfg")
            && list.tokens.to_string() == "test");
        cfg || attribute.path().is_ident("test")
    })
}

impl<'ast> Visit<'ast> for Uses {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if !is_test(&function.attrs) {
            visit::visit_item_fn(self, function);
        }
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.literals.insert(literal.value());
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let name = call.method.to_string();
        if name == "say"
            && let Some(key) = call.args.first()
        {
            *self.open.entry((self.file.clone(), literals_in(key))).or_default() += 1;
        }
        if name == "button"
            && let Some(label) = call.args.first()
        {
            self.labels.extend(literals_in(label));
        }
        if ENDS.contains(&name.as_str())
            && let Some((keys, given)) = Self::sentence(call)
        {
            *self.open.entry((self.file.clone(), keys.clone())).or_default() -= 1;
            self.said.push((self.file.clone(), keys, given));
        }
        visit::visit_expr_method_call(self, call);
    }

    /// The arguments of macros such as `vec!` are expressions too.
    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        if let Ok(arguments) = called.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
            for argument in arguments {
                let mut inner = Self { file: self.file.clone(), ..Self::default() };
                inner.visit_expr(&argument);
                self.take(inner);
            }
        }
    }
}

impl Uses {
    fn take(&mut self, other: Self) {
        self.literals.extend(other.literals);
        self.said.extend(other.said);
        self.labels.extend(other.labels);
        for (sentence, left) in other.open {
            *self.open.entry(sentence).or_default() += left;
        }
    }
}

#[test]
fn what_is_wrong_between_sources_and_resources_is_found() {
    let variables = |pairs: &[(&str, &[&str])]| -> BTreeMap<String, BTreeSet<String>> {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        pairs.iter().map(|(key, names)| ((*key).to_owned(), set(names))).collect()
    };
    let found = |source: &str, resources: &[(&str, &[&str])]| {
        let mut uses = Uses { file: "src/x.rs".into(), ..Uses::default() };
        uses.read(source);
        let (variables, derived) = (variables(resources), BTreeSet::new());
        [problems(&uses, &variables, &derived), idle_keys(&uses, &variables, &derived)].concat()
    };
    let source = "fn f() { vec![voice.say(\"rsvp-a\").user(\"group\", &name).line()]; }";
    assert_eq!(found(source, &[("rsvp-a", &["group"])]), Vec::<String>::new());
    for (resources, problem) in [
        (&[][..], "no resource has"),
        (&[("rsvp-a", &["group", "when"][..])][..], "not given $when"),
        (&[("rsvp-a", &[][..])][..], "given $group, which it does not have"),
        (&[("rsvp-a", &["group"][..]), ("rsvp-b", &[][..])][..], "rsvp-b: no source uses it"),
    ] {
        let found = found(source, resources);
        assert!(found.len() == 1 && found[0].contains(problem), "{found:?}");
    }
    let open = "fn f() { let s = voice.say(\"rsvp-a\"); }";
    assert!(found(open, &[("rsvp-a", &[])])[0].contains("does not end"));
    let in_test = "#[cfg(test)] mod tests { fn f() { voice.say(\"rsvp-a\").line(); } }";
    assert!(found(in_test, &[("rsvp-a", &[])])[0].contains("no source uses it"));
}
