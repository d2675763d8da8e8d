//! What one Rust file uses and contains, read from its syntax tree; test code is left out.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, Visibility};

/// A thing that was found, and the line it stands on.
#[derive(Debug, Clone)]
pub struct At<T> {
    pub line: usize,
    pub it: T,
}

/// A text in quotes.
#[derive(Debug, Clone)]
pub struct Text {
    pub value: String,
    /// The macro whose arguments it is among, if any; `macro_rules!name` in the definition of a macro.
    pub inside: Option<String>,
    /// The function it stands in, if any.
    pub function: Option<String>,
    /// The function that it is directly an argument of, if any.
    pub given_to: Option<String>,
}

/// A function with a body.
#[derive(Debug, Clone)]
pub struct Function {
    pub name: String,
    /// Lines of its body that hold code.
    pub lines: usize,
    /// Whether it carries its own exception from the limit, with a reason.
    pub excused: bool,
    /// The names of its arguments.
    pub arguments: Vec<String>,
}

/// A struct, as far as the rules care.
#[derive(Debug, Clone)]
pub struct Struct {
    pub name: String,
    pub derives: Vec<String>,
    pub private: bool,
}

/// What the production code of a file uses and contains.
#[derive(Debug, Default)]
pub struct Facts {
    /// Every path, `use` trees flattened: `crate::domain::Group`.
    pub paths: Vec<At<String>>,
    pub texts: Vec<At<Text>>,
    /// Method calls, by name.
    pub calls: Vec<At<String>>,
    /// Macro calls, by last segment.
    pub macros: Vec<At<String>>,
    pub functions: Vec<At<Function>>,
    pub structs: Vec<At<Struct>>,
    /// Constants and statics, by name.
    pub constants: Vec<At<String>>,
    /// Struct literals and patterns, by the type's last segment.
    pub literals: Vec<At<String>>,
    /// `async` and `.await`.
    pub asyncs: Vec<At<()>>,
    /// Lints switched off by `allow` or `expect`.
    pub excused_lints: Vec<At<String>>,
    /// `#[cfg(test)] mod name;`
    pub test_modules: Vec<String>,
    /// The whole file is `#![cfg(test)]`.
    pub all_test: bool,
    /// Lines that hold production code: not blank, not only a comment, not in a test module.
    pub code_lines: usize,
}

/// Reads one file. A file that does not parse is a failure: the compiler would refuse it too.
pub fn of(path: &str, text: &str) -> Facts {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path} does not parse: {error}"));
    let mut reader = Reader {
        facts: Facts::default(),
        tests: Vec::new(),
        text: text.lines().collect(),
        function: None,
        called: None,
    };
    reader.facts.all_test = is_test(&file.attrs);
    reader.visit_file(&file);
    let Reader { mut facts, tests, text, .. } = reader;
    facts.code_lines = text
        .iter()
        .enumerate()
        .filter(|(at, line)| is_code(line) && !tests.iter().any(|range| range.contains(&(at + 1))))
        .count();
    facts
}

fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("//")
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("cfg") => {
            let condition = list.tokens.to_string();
            let parts: Vec<&str> = condition.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            parts.contains(&"test") && !parts.contains(&"not") && !parts.contains(&"any")
        }
        meta => meta.path().is_ident("test"),
    })
}

/// Seen in its own file, or by its neighbours in the same folder.
fn is_private(visibility: &Visibility) -> bool {
    match visibility {
        Visibility::Inherited => true,
        Visibility::Restricted(to) => to.path.is_ident("super") || to.path.is_ident("self"),
        Visibility::Public(_) => false,
    }
}

/// The first macro that is called among some tokens.
fn nested_macro(tokens: &TokenStream) -> Option<String> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    tokens.windows(3).find_map(|three| match three {
        [TokenTree::Ident(name), mark, arguments]
            if is_punct(Some(mark), '!') && is_group(Some(arguments)) =>
        {
            Some(name.to_string())
        }
        _ => None,
    })
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(it) => &it.attrs,
        Item::Enum(it) => &it.attrs,
        Item::Fn(it) => &it.attrs,
        Item::Impl(it) => &it.attrs,
        Item::Macro(it) => &it.attrs,
        Item::Mod(it) => &it.attrs,
        Item::Static(it) => &it.attrs,
        Item::Struct(it) => &it.attrs,
        Item::Trait(it) => &it.attrs,
        Item::Type(it) => &it.attrs,
        Item::Use(it) => &it.attrs,
        _ => &[],
    }
}

struct Reader<'text> {
    facts: Facts,
    /// Lines taken by test code.
    tests: Vec<std::ops::RangeInclusive<usize>>,
    text: Vec<&'text str>,
    /// The function that is being read.
    function: Option<String>,
    /// The function that is being called.
    called: Option<String>,
}

fn line(of: &impl Spanned) -> usize {
    of.span().start().line
}

fn written(path: &syn::Path) -> String {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
}

impl Reader<'_> {
    fn function(&mut self, signature: &syn::Signature, attributes: &[Attribute], block: &syn::Block) {
        let (first, last) = (block.span().start().line, block.span().end().line);
        let inside = self.text.get(first..last.saturating_sub(1)).unwrap_or_default();
        let excused = attributes.iter().any(|attribute| {
            attribute.path().is_ident("expect")
                && listed(attribute).iter().any(|lint| lint == "clippy::too_many_lines")
        });
        let arguments = signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                syn::FnArg::Typed(typed) => match &*typed.pat {
                    syn::Pat::Ident(name) => Some(name.ident.to_string()),
                    _ => None,
                },
                syn::FnArg::Receiver(_) => None,
            })
            .collect();
        let it = Function {
            name: signature.ident.to_string(),
            lines: inside.iter().filter(|line| is_code(line)).count(),
            excused,
            arguments,
        };
        self.facts.functions.push(At { line: line(&signature.ident), it });
    }

    fn flatten(&mut self, before: &str, tree: &syn::UseTree) {
        let joined = |name: &syn::Ident| match before {
            "" => name.to_string(),
            _ => format!("{before}::{name}"),
        };
        match tree {
            syn::UseTree::Path(path) => self.flatten(&joined(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.path(joined(&name.ident), line(name)),
            syn::UseTree::Rename(name) => self.path(joined(&name.ident), line(name)),
            syn::UseTree::Glob(glob) => self.path(format!("{before}::*"), line(glob)),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.flatten(before, tree)),
        }
    }

    fn text(&mut self, value: String, line: usize, inside: Option<&str>) {
        let inside = inside.map(str::to_owned);
        let it = Text { value, inside, function: self.function.clone(), given_to: self.called.clone() };
        self.facts.texts.push(At { line, it });
    }

    fn path(&mut self, it: String, line: usize) {
        self.facts.paths.push(At { line, it });
    }

    /// Inside a macro there is no syntax tree: paths, texts and calls are read from the tokens.
    fn tokens(&mut self, tokens: TokenStream, inside: &str) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let line = token.span().start().line;
            match token {
                TokenTree::Group(group) => self.tokens(group.stream(), inside),
                TokenTree::Literal(literal) => {
                    if let syn::Lit::Str(text) = syn::Lit::new(literal.clone()) {
                        self.text(text.value(), line, Some(inside));
                    }
                }
                TokenTree::Ident(name) => {
                    let (path, next) = path_from(&tokens, at);
                    let after_dot = at > 0 && is_punct(tokens.get(at - 1), '.');
                    if after_dot && name == "await" {
                        self.facts.asyncs.push(At { line, it: () });
                    } else if after_dot && is_call(tokens.get(next)) {
                        self.facts.calls.push(At { line, it: path });
                    } else if is_punct(tokens.get(next), '!') && is_group(tokens.get(next + 1)) {
                        self.facts.macros.push(At { line, it: last(&path) });
                        self.path(path, line);
                    } else {
                        self.path(path, line);
                    }
                    at = next;
                    continue;
                }
                // An attribute: docs and error formats, none of it for people.
                TokenTree::Punct(mark) if mark.as_char() == '#' && is_group(tokens.get(at + 1)) => at += 1,
                TokenTree::Punct(_) => {}
            }
            at += 1;
        }
    }
}

/// The path that begins at a token, and the index after it.
fn path_from(tokens: &[TokenTree], start: usize) -> (String, usize) {
    let mut path = tokens[start].to_string();
    let mut at = start + 1;
    while is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':') {
        let Some(TokenTree::Ident(name)) = tokens.get(at + 2) else { break };
        path.push_str("::");
        path.push_str(&name.to_string());
        at += 3;
    }
    (path, at)
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == wanted)
}

fn is_call(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
}

fn is_group(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(_)))
}

fn last(path: &str) -> String {
    path.rsplit("::").next().unwrap_or_default().to_owned()
}

/// The paths in an attribute such as `expect(clippy::x, reason = "…")` or `derive(A, b::C)`.
fn listed(attribute: &Attribute) -> Vec<String> {
    let syn::Meta::List(list) = &attribute.meta else { return Vec::new() };
    let tokens: Vec<TokenTree> = list.tokens.clone().into_iter().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if matches!(tokens[at], TokenTree::Ident(_)) {
            let (path, next) = path_from(&tokens, at);
            found.push(path);
            at = next;
        } else {
            at += 1;
        }
    }
    found
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_test(attributes_of(item)) {
            let first = attributes_of(item).first().map_or_else(|| line(item), line);
            self.tests.push(first..=item.span().end().line);
            if let Item::Mod(module) = item
                && module.content.is_none()
            {
                self.facts.test_modules.push(module.ident.to_string());
            }
            return;
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if is_test(&item.attrs) {
            self.tests.push(line(item)..=item.span().end().line);
            return;
        }
        self.function(&item.sig, &item.attrs, &item.block);
        let around = self.function.replace(item.sig.ident.to_string());
        visit::visit_impl_item_fn(self, item);
        self.function = around;
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.attrs, &item.block);
        let around = self.function.replace(item.sig.ident.to_string());
        visit::visit_item_fn(self, item);
        self.function = around;
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        let empty = syn::Block { brace_token: syn::token::Brace::default(), stmts: Vec::new() };
        self.function(&item.sig, &item.attrs, item.default.as_ref().unwrap_or(&empty));
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let Some(token) = signature.asyncness {
            self.facts.asyncs.push(At { line: line(&token), it: () });
        }
        visit::visit_signature(self, signature);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        let derives = item
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("derive"))
            .flat_map(listed)
            .collect();
        let it = Struct { name: item.ident.to_string(), derives, private: is_private(&item.vis) };
        self.facts.structs.push(At { line: line(&item.ident), it });
        visit::visit_item_struct(self, item);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.facts.constants.push(At { line: line(&item.ident), it: item.ident.to_string() });
        visit::visit_item_const(self, item);
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.facts.constants.push(At { line: line(&item.ident), it: item.ident.to_string() });
        visit::visit_item_static(self, item);
    }

    fn visit_expr_struct(&mut self, expression: &'ast syn::ExprStruct) {
        let it = last(&written(&expression.path));
        self.facts.literals.push(At { line: line(expression), it });
        visit::visit_expr_struct(self, expression);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        let name = match &*call.func {
            syn::Expr::Path(function) => Some(last(&written(&function.path))),
            _ => None,
        };
        self.visit_expr(&call.func);
        for argument in &call.args {
            let around = std::mem::replace(&mut self.called, name.clone());
            self.visit_expr(argument);
            self.called = around;
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        match &item.ident {
            Some(name) => self.tokens(item.mac.tokens.clone(), &format!("macro_rules!{name}")),
            None => visit::visit_item_macro(self, item),
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.flatten("", &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.path(written(path), line(path));
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.facts.calls.push(At { line: line(&call.method), it: call.method.to_string() });
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_await(&mut self, expression: &'ast syn::ExprAwait) {
        self.facts.asyncs.push(At { line: line(&expression.await_token), it: () });
        visit::visit_expr_await(self, expression);
    }

    fn visit_expr_async(&mut self, expression: &'ast syn::ExprAsync) {
        self.facts.asyncs.push(At { line: line(&expression.async_token), it: () });
        visit::visit_expr_async(self, expression);
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.text(text.value(), line(text), None);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let name = last(&written(&called.path));
        self.facts.macros.push(At { line: line(called), it: name.clone() });
        self.visit_path(&called.path);
        let before = self.facts.texts.len();
        self.tokens(called.tokens.clone(), &name);
        if name == "concat" && self.facts.texts.len() > before {
            let parts = self.facts.texts.split_off(before);
            let value = parts.iter().map(|part| part.it.value.as_str()).collect();
            let inside = nested_macro(&called.tokens).unwrap_or(name);
            self.text(value, line(called), Some(&inside));
        }
    }

    /// Attributes hold no texts for people (docs, error formats, reasons); derives and lints switched off count.
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("derive") {
            listed(attribute).into_iter().for_each(|path| self.path(path, line(attribute)));
        }
        if attribute.path().is_ident("allow") || attribute.path().is_ident("expect") {
            for lint in listed(attribute).into_iter().filter(|lint| lint != "reason") {
                self.facts.excused_lints.push(At { line: line(attribute), it: lint });
            }
        }
    }
}

mod tests {
    use super::{At, of};

    fn plain(found: &[At<String>]) -> Vec<(usize, &str)> {
        found.iter().map(|at| (at.line, at.it.as_str())).collect()
    }

    #[test]
    fn use_trees_are_flattened() {
        let facts = of("x.rs", "use crate::{a::{B, C as D}, e::*};");
        assert_eq!(plain(&facts.paths), [(1, "crate::a::B"), (1, "crate::a::C"), (1, "crate::e::*")]);
    }

    #[test]
    fn macros_are_looked_into() {
        let facts = of("x.rs", "fn f() {\n  vec![/** Doc. */ crate::a::now(), b.deliver(1), \"c d\"];\n}");
        assert_eq!(plain(&facts.paths), [(2, "vec"), (2, "crate::a::now"), (2, "b")]);
        assert_eq!(plain(&facts.calls), [(2, "deliver")]);
        assert_eq!(facts.texts.len(), 1);
        assert_eq!(facts.texts[0].it.value, "c d");
        assert_eq!(facts.texts[0].it.inside.as_deref(), Some("vec"));
    }

    #[test]
    fn test_code_and_attributes_are_left_out() {
        let facts = of(
            "x.rs",
            "/// Doc text.\nfn f() {}\n\n#[cfg(test)]\nmod tests {\n  use std::fs;\n  fn g() { \"h\"; }\n}\n",
        );
        assert!(facts.paths.is_empty() && facts.texts.is_empty());
        assert_eq!(facts.code_lines, 1);
    }

    #[test]
    fn code_for_everything_but_tests_is_production() {
        let facts = of("x.rs", "#[cfg(not(test))]\nfn f() { std::fs::read(\"x\"); }");
        assert_eq!(plain(&facts.paths), [(2, "std::fs::read")]);
    }

    #[test]
    fn a_function_is_measured_in_lines_of_code() {
        let facts = of("x.rs", "fn f(now: u8) {\n  // why\n\n  a();\n  b();\n}");
        assert_eq!(facts.functions[0].it.lines, 2);
        assert_eq!(facts.functions[0].it.arguments, ["now"]);
    }
}
