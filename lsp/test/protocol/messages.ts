import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  CodeAction,
  CodeLens,
  CompletionItem,
  CompletionList,
  Definition,
  DocumentDiagnosticReport,
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InitializeResult,
  InlayHint,
  LinkedEditingRanges,
  Location,
  LogMessageParams,
  PrepareRenameResult,
  ProgressToken,
  PublishDiagnosticsParams,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  SignatureHelp,
  TextEdit,
  TypeHierarchyItem,
  WorkDoneProgressBegin,
  WorkDoneProgressEnd,
  WorkDoneProgressReport,
  WorkspaceDiagnosticReport,
  WorkspaceEdit,
  WorkspaceSymbol,
} from "vscode-languageserver/node";
import type { Requests } from "../../src/requests.ts";

/** What the server may answer, by method, and what it says unasked, in the types of the protocol's own library. */
export interface Messages extends OwnAnswers {
  initialize: InitializeResult;
  shutdown: null;
  "textDocument/hover": Hover | null;
  "textDocument/completion": CompletionList | null;
  "completionItem/resolve": CompletionItem;
  "textDocument/signatureHelp": SignatureHelp | null;
  "textDocument/definition": Definition | null;
  "textDocument/declaration": Definition | null;
  "textDocument/typeDefinition": Definition | null;
  "textDocument/implementation": Definition | null;
  "textDocument/references": Location[] | null;
  "textDocument/documentHighlight": DocumentHighlight[] | null;
  "textDocument/prepareRename": PrepareRenameResult | null;
  "textDocument/rename": WorkspaceEdit | null;
  "workspace/willRenameFiles": WorkspaceEdit | null;
  "textDocument/linkedEditingRange": LinkedEditingRanges | null;
  "textDocument/documentSymbol": DocumentSymbol[] | null;
  "workspace/symbol": WorkspaceSymbol[] | null;
  "textDocument/prepareCallHierarchy": CallHierarchyItem[] | null;
  "callHierarchy/incomingCalls": CallHierarchyIncomingCall[] | null;
  "callHierarchy/outgoingCalls": CallHierarchyOutgoingCall[] | null;
  "textDocument/prepareTypeHierarchy": TypeHierarchyItem[] | null;
  "typeHierarchy/supertypes": TypeHierarchyItem[] | null;
  "typeHierarchy/subtypes": TypeHierarchyItem[] | null;
  "textDocument/semanticTokens/full": SemanticTokens | null;
  "textDocument/semanticTokens/full/delta": SemanticTokens | SemanticTokensDelta | null;
  "textDocument/semanticTokens/range": SemanticTokens | null;
  "textDocument/inlayHint": InlayHint[] | null;
  "textDocument/codeLens": CodeLens[] | null;
  "codeLens/resolve": CodeLens;
  "textDocument/codeAction": CodeAction[] | null;
  "textDocument/formatting": TextEdit[] | null;
  "textDocument/rangeFormatting": TextEdit[] | null;
  "textDocument/onTypeFormatting": TextEdit[] | null;
  "textDocument/foldingRange": FoldingRange[] | null;
  "textDocument/selectionRange": SelectionRange[] | null;
  "textDocument/documentLink": DocumentLink[] | null;
  "textDocument/diagnostic": DocumentDiagnosticReport;
  "workspace/diagnostic": WorkspaceDiagnosticReport;
  // Unasked.
  "textDocument/publishDiagnostics": PublishDiagnosticsParams;
  "window/logMessage": LogMessageParams;
  "$/progress": {
    token: ProgressToken;
    value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;
  };
}

/** A plan file has a schema of its own. */
type OwnAnswers = { [Method in Exclude<keyof Requests, "orch/planFile">]: Requests[Method]["gets"] };
