/**
 * JSON at the system's boundary. What users write is read strictly, and every error names its
 * field. What the steps pass to each other is read tolerantly: fields may be absent or unknown.
 */
package ebsbackup.json;
