import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";
import { S3Error } from "./errors";

/** Parsed XML: texts, lists of what may come more than once, and objects. */
export type Xml = string | Xml[] | { [name: string]: Xml | undefined };

/**
 * Reads a request's XML: numeric entities, namespaces and their prefixes are taken as what they say.
 * @param root the element that it has to be
 * @param lists the elements that may come more than once
 * @throws S3Error MalformedXML
 */
export function parseXml(
  text: string,
  root: string,
  lists: readonly string[] = [],
): { [name: string]: Xml | undefined } {
  const parser = new XMLParser({
    isArray: (name) => lists.includes(name),
    parseTagValue: false,
    trimValues: false,
    removeNSPrefix: true,
    htmlEntities: true,
  });
  // No request has one, and entities of one's own are a way to fill memory.
  const isSafe = !text.includes("<!DOCTYPE") && XMLValidator.validate(text) === true;
  const content = isSafe ? (parser.parse(text) as Record<string, Xml | undefined>)[root] : undefined;
  if (content === undefined || Array.isArray(content))
    throw new S3Error("MalformedXML", `The XML you provided was not well-formed: expected a ${root}.`);
  return typeof content === "string" ? {} : content;
}

/** A member that is a text; "" when it is not there. */
export const textOf = (xml: Xml | undefined): string => (typeof xml === "string" ? xml : "");

/** The elements of a member that may come more than once. */
export const listOf = (xml: Xml | undefined): { [name: string]: Xml | undefined }[] =>
  Array.isArray(xml) ? xml.map((item) => (typeof item === "object" && !Array.isArray(item) ? item : {})) : [];

/** Writes an answer, with the namespace of S3; errors have none. */
export function buildXml(xml: Record<string, unknown>): string {
  const [[root, content]] = Object.entries(xml);
  const named =
    root === "Error" ? content : { "@xmlns": "http://s3.amazonaws.com/doc/2006-03-01/", ...(content as object) };
  // A bare carriage return would be read as a line feed.
  return DECLARATION + builder.build({ [root]: named }).replaceAll("\r", "&#13;");
}

// ---

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@", suppressBooleanAttributes: false });
