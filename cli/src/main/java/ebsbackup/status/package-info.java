/**
 * How well an account is protected: what would be lost now or at a past moment, and what other keep
 * rules would change. Reads tags through the product's own classes and writes nothing.
 */
package ebsbackup.status;
