package ebsbackup.json;

/**
 * A JSON document from outside that has not been read yet. Steps take it so that reading it is part
 * of their work: what fails while Lambda's runtime makes the input is reported as a bare
 * RuntimeException, and the named error would be lost.
 *
 * @param text JSON, perhaps not of the right shape
 */
public record RawJson(String text) {}
