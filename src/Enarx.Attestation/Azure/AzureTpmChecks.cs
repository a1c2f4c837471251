using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>The checks of the TPM quote, its signature and the PCR values, and what the policy asks of them.</summary>
internal static class AzureTpmChecks
{
    private const int PcrLength = 32;

    /// <summary>Start of a TPMT_SIGNATURE: TPM_ALG_RSASSA and TPM_ALG_SHA256; a length of two bytes follows.</summary>
    private static readonly byte[] SignatureHeader = [0x00, 0x14, 0x00, 0x0b];

    private static readonly SignatureAlgorithm Rsassa = new(SignatureFamily.RsaPkcs1, HashAlgorithmName.SHA256);

    /// <summary>Makes the checks.</summary>
    /// <param name="checks">Where they are recorded.</param>
    /// <param name="evidence">The evidence.</param>
    /// <param name="attestationKey">SubjectPublicKeyInfo of the attestation key; null when it could not be read.</param>
    /// <param name="policy">The policy.</param>
    /// <returns>What the quote states.</returns>
    public static IReadOnlyList<EvidenceClaim> Make(CheckList checks, KeepEvidence evidence, byte[]? attestationKey, KeepPolicy policy)
    {
        TpmQuote? quote = ReadQuote(checks, evidence.Parts, out byte[]? message);
        byte[]? pcrs = ReadPcrs(checks, evidence.Parts);
        if (attestationKey is not null)
            MakeSignature(checks, evidence.Parts, attestationKey, message);
        if (quote is null)
        {
            // What a policy asks of a quote that is not there must not look as if nothing had been asked.
            MakeNonce(checks, policy, null);
            PolicyChecks.Registers(checks, AzureChecks.Pcr, policy.Pcr, _ => null, EvidencePart.TpmPcrs);
            return [];
        }

        MakeNonce(checks, policy, quote);
        if (pcrs is not null)
        {
            string digest = Convert.ToHexStringLower(SHA256.HashData(quote.Selected(pcrs)));
            checks.Record(AzureChecks.PcrDigest, digest == Convert.ToHexStringLower(quote.PcrDigest), "The values are not those that the TPM signed.",
                digest, Convert.ToHexStringLower(quote.PcrDigest), $"{EvidencePart.TpmQuote}[0x{quote.PcrDigestOffset:x}..0x{quote.PcrDigestOffset + PcrLength:x}]");
        }

        // A value that the quote is not about is nobody's statement, so that it is as if it were not there.
        string? Register(int pcr) => pcrs is not null && quote.Selects(pcr) ? Convert.ToHexStringLower(pcrs.AsSpan(pcr * PcrLength, PcrLength)) : null;
        PolicyChecks.Registers(checks, AzureChecks.Pcr, policy.Pcr, Register, EvidencePart.TpmPcrs);
        return
        [
            .. quote.Claims,
            .. from pcr in Enumerable.Range(0, TpmQuote.PcrCount) let value = Register(pcr) where value is not null
               select new EvidenceClaim($"PCR{pcr}", value, $"{EvidencePart.TpmPcrs}[0x{pcr * PcrLength:x}..0x{(pcr + 1) * PcrLength:x}]"),
        ];
    }

    private static TpmQuote? ReadQuote(CheckList checks, IReadOnlyDictionary<string, byte[]> parts, out byte[]? message)
    {
        if (!parts.TryGetValue(EvidencePart.TpmQuote, out message) || message is null)
        {
            checks.NotDone(AzureChecks.QuoteFormat, required: true, $"The part '{EvidencePart.TpmQuote}' is missing; nothing shows that the report was not made long ago.");
            return null;
        }

        try
        {
            var quote = TpmQuote.Parse(message);
            checks.Record(AzureChecks.QuoteFormat, holds: true, "");
            return quote;
        }
        catch (FieldException e)
        {
            checks.Record(AzureChecks.QuoteFormat, holds: false, "The bytes are no quote of a TPM, or over PCRs whose values cannot be checked.", "TPMS_ATTEST of a quote over SHA-256 PCRs",
                e.Message, $"{EvidencePart.TpmQuote}[0x{e.Offset:x}..]");
            return null;
        }
    }

    private static byte[]? ReadPcrs(CheckList checks, IReadOnlyDictionary<string, byte[]> parts)
    {
        if (!parts.TryGetValue(EvidencePart.TpmPcrs, out byte[]? pcrs) || pcrs is null)
        {
            checks.NotDone(AzureChecks.PcrFormat, required: true, $"The part '{EvidencePart.TpmPcrs}' is missing.");
            return null;
        }

        return checks.Record(AzureChecks.PcrFormat, pcrs.Length == TpmQuote.PcrCount * PcrLength, "The values were cut, padded, or are of another bank.",
            $"{TpmQuote.PcrCount * PcrLength} bytes", $"{pcrs.Length} bytes", EvidencePart.TpmPcrs) ? pcrs : null;
    }

    private static void MakeSignature(CheckList checks, IReadOnlyDictionary<string, byte[]> parts, byte[] attestationKey, byte[]? message)
    {
        if (!parts.TryGetValue(EvidencePart.TpmSignature, out byte[]? part) || part is null)
        {
            checks.NotDone(AzureChecks.SignatureFormat, required: true, $"The part '{EvidencePart.TpmSignature}' is missing.");
            return;
        }

        VerificationKey key = VerificationKey.Import(attestationKey)!;
        int length = key.Size / 8;
        // A TPM gives a TPMT_SIGNATURE; most tools keep no more than the number in it.
        ReadOnlySpan<byte> signature = part;
        if (part.Length == SignatureHeader.Length + 2 + length && part.AsSpan().StartsWith((byte[])[.. SignatureHeader, (byte)(length >> 8), (byte)length]))
            signature = signature[(SignatureHeader.Length + 2)..];
        if (!checks.Record(AzureChecks.SignatureFormat, signature.Length == length, "The signature cannot be one by the attestation key.",
            $"{length} bytes, or a TPMT_SIGNATURE with them", $"{part.Length} bytes", EvidencePart.TpmSignature) || message is null)
            return;
        checks.Record(AzureChecks.Signature, key.Verify(Rsassa, message, signature), "The quote was altered, or another TPM signed it.", "a signature by HCLAkPub", source: EvidencePart.TpmSignature);
    }

    private static void MakeNonce(CheckList checks, KeepPolicy policy, TpmQuote? quote)
    {
        string? found = quote is null ? null : Convert.ToHexStringLower(quote.ExtraData);
        string source = quote is null ? EvidencePart.TpmQuote : $"{EvidencePart.TpmQuote}[0x{quote.ExtraDataOffset:x}..0x{quote.ExtraDataOffset + quote.ExtraData.Length:x}] (extraData)";
        if (policy.Nonce is not { } asked)
            checks.NotDone(AzureChecks.Nonce, required: false, "The policy names none.", found, source);
        else if (found is null)
            checks.NotDone(AzureChecks.Nonce, required: true, "There is no TPM quote that could answer it.");
        else
            checks.Record(AzureChecks.Nonce, string.Equals(asked, found, StringComparison.OrdinalIgnoreCase), "The evidence answers another question: it is an old one replayed, or of another verifier.",
                asked, found, source);
    }
}
