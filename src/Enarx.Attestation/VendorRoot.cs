namespace Enarx.Attestation;

/// <summary>A root that this release trusts without being told to.</summary>
/// <param name="Vendor">Whose it is.</param>
/// <param name="Name">What it is the root of.</param>
/// <param name="KeyDigest">SHA-256 of its SubjectPublicKeyInfo.</param>
/// <param name="CertificateDigest">SHA-256 of the vendor's certificate of that key; null where the vendor has none in X.509.</param>
public sealed record VendorRoot(string Vendor, string Name, Sha256Digest KeyDigest, Sha256Digest? CertificateDigest);
