import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';

const SOURCES = join(__dirname, '..', 'src');

/** The exported things of a file that have no doc comment, and their public members that have none. */
function undocumented(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(SOURCES, file), 'utf8'), ts.ScriptTarget.ES2022, true);
  return source.statements.filter(isPublic).filter((node) => !ts.isExportDeclaration(node)).flatMap((node) => [node, ...membersOf(node)])
    .filter((node) => !ts.getJSDocCommentsAndTags(node).some(ts.isJSDoc))
    .map((node) => `${file}: ${node.getText().split('\n')[0]}`);
}

function isPublic(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) ?? [] : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function membersOf(node: ts.Statement): ts.Node[] {
  if (ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal')) return [];
  if (ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node)) return [...node.members];
  if (!ts.isClassDeclaration(node)) return [];
  return node.members.filter((member) => !isHidden(member) && !isInherited(member, node));
}

function isHidden(member: ts.ClassElement): boolean {
  const modifiers = ts.canHaveModifiers(member) ? ts.getModifiers(member) ?? [] : [];
  const hidden = modifiers.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword);
  return hidden || ts.isConstructorDeclaration(member);
}

/** What a base class or Object documents. */
function isInherited(member: ts.ClassElement, owner: ts.ClassDeclaration): boolean {
  const name = member.name?.getText();
  return name === 'toString' || (name === 'resolve' && owner.heritageClauses !== undefined);
}

test.each(readdirSync(SOURCES).filter((file) => file.endsWith('.ts') && file !== 'index.ts'))('every public member of %s has a doc comment', (file) => {
  expect(undocumented(file)).toEqual([]);
});
