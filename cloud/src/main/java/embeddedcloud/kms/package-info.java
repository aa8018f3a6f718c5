/**
 * The part of AWS KMS that manages keys: their states, aliases and policies, and which account can
 * use which key. It encrypts nothing.
 */
package embeddedcloud.kms;
