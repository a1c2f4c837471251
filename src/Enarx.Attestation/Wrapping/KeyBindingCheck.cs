using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation;

/// <summary>Whether evidence vouches for the key of the certificate or request that it came in.</summary>
internal static class KeyBindingCheck
{
    public static readonly CheckDefinition Key =
        new("wrapping.key", "The evidence vouches for the key of the certificate or request that it came in", CheckCategory.Binding);

    /// <summary>Makes the check.</summary>
    /// <param name="checks">Where it is recorded.</param>
    /// <param name="evidence">The evidence.</param>
    /// <param name="reportData">report_data of the evidence; null when the evidence could not be read.</param>
    /// <param name="source">Where report_data stands.</param>
    public static void Make(CheckList checks, KeepEvidence evidence, byte[]? reportData, string source)
    {
        if (evidence.Wrapping is not { } wrapping)
        {
            checks.NotDone(Key, required: false, "The evidence came in no certificate or request.");
            return;
        }

        if (reportData is null)
        {
            checks.NotDone(Key, required: true, "The evidence has no report_data that could vouch for a key.");
            return;
        }

        try
        {
            WrappedKey key = WrappedKey.Parse(wrapping.Content);
            string expected = Expected(wrapping, evidence.Tee, key.PublicKey.Span, reportData, out string? problem);
            bool binds = reportData.AsSpan().ContainsAnyExcept((byte)0) && expected == Convert.ToHexStringLower(reportData);
            string reason = problem is not null ? $"The claims beside the evidence are not about this key: {problem}."
                : !binds ? "The TEE attested to another key: somebody put its evidence into a certificate of theirs."
                : "The certificate or request is not signed by the key in it.";
            checks.Record(Key, binds && problem is null && key.IsSignedByHolder(), reason, expected, Convert.ToHexStringLower(reportData), source);
        }
        catch (DerException e)
        {
            checks.Record(Key, holds: false, "The certificate or request cannot be read.", "a certificate or request in DER", e.Message, $"wrapping[0x{e.Offset:x}..]");
        }
    }

    /// <summary>SHA-384 of the SubjectPublicKeyInfo of a wrapping whose check has passed.</summary>
    public static byte[] AttestedKey(EvidenceWrapping wrapping) => SHA384.HashData(WrappedKey.Parse(wrapping.Content).PublicKey.Span);

    // What report_data must be, in lower-case hexadecimal; of the forms that a scheme has, the one that it is.
    private static string Expected(EvidenceWrapping wrapping, Tee tee, ReadOnlySpan<byte> key, byte[] reportData, out string? problem)
    {
        problem = null;
        switch (wrapping.Binding)
        {
            case KeyBinding.Enarx:
                return Padded(tee == Tee.SevSnp ? SHA384.HashData(key) : SHA256.HashData(key), reportData);
            case KeyBinding.TaggedEvidence:
                problem = TaggedEvidence.ProblemWith(wrapping.Claims ?? [], key);
                return Padded(SHA256.HashData(wrapping.Claims ?? []), reportData);
            case KeyBinding.IntelRaTls:
                // The first libraries hashed an RSA key without its algorithm.
                return Match(reportData, SHA256.HashData(key), SHA256.HashData(BareKey(key)));
            case KeyBinding.OpenEnclave:
                // With the zero at the end of a string in C, or without.
                byte[] pem = Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", key) + "\n\0");
                return Match(reportData, SHA256.HashData(pem), SHA256.HashData(pem.AsSpan(0, pem.Length - 1)));
            case KeyBinding.ConceptualMessage:
                return Match(reportData, SHA256.HashData(key), SHA384.HashData(key), SHA512.HashData(key));
            default:
                problem = "the binding is of no kind that is known";
                return "";
        }
    }

    private static string Match(byte[] reportData, params ReadOnlySpan<byte[]> hashes)
    {
        foreach (byte[] hash in hashes)
        {
            string padded = Padded(hash, reportData);
            if (padded == Convert.ToHexStringLower(reportData))
                return padded;
        }

        return Padded(hashes[0], reportData);
    }

    private static string Padded(byte[] hash, byte[] reportData) => Convert.ToHexStringLower(hash).PadRight(2 * reportData.Length, '0');

    private static byte[] BareKey(ReadOnlySpan<byte> publicKey)
    {
        DerReader fields = new DerReader(publicKey.ToArray()).Sequence();
        _ = fields.Encoded();
        return fields.BitStringBytes();
    }
}
