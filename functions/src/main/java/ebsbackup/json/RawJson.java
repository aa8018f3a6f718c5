package ebsbackup.json;

/**
 * A JSON document from outside that has not been read yet. Steps take it so that reading it is part
 * of their work: an error while Lambda's runtime creates the input is reported as a plain
 * RuntimeException, and the named error would be lost.
 *
 * @param text JSON, possibly of the wrong shape
 */
public record RawJson(String text) {}
