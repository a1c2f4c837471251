namespace Enarx;

/// <summary>An endorsement that an appraisal used.</summary>
/// <param name="Kind">For example <c>ARK</c>, <c>ASK</c>, <c>ASVK</c>, <c>VCEK</c>, <c>VLEK</c>, <c>CRL</c>.</param>
/// <param name="Subject">Subject or issuer, for people.</param>
/// <param name="Sha256">SHA-256 of its DER bytes.</param>
/// <param name="NotBefore">Start of its validity, or thisUpdate.</param>
/// <param name="NotAfter">End of its validity, or nextUpdate.</param>
public sealed record KeepEndorsement(
    string Kind, string Subject, Sha256Digest Sha256, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
