using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// What an SGX or TDX quote needs from Intel's Provisioning Certification Service (API v4) or a PCCS: TCB info of its
/// platform, the identity of its quoting enclave, and the revocation lists of its PCK certificate's issuers.
/// </summary>
internal static class IntelNeeds
{
    private const string SgxExtensionOid = "1.2.840.113741.1.13.1";
    private const string FmspcOid = SgxExtensionOid + ".4";
    private const int FmspcLength = 6;
    private const string RootName = "Intel SGX Root CA";
    private const string SigningName = "Intel SGX TCB Signing";
    private const string PlatformName = "Intel SGX PCK Platform CA";
    private const string ProcessorName = "Intel SGX PCK Processor CA";

    // Reading a chain costs as much as verifying a signature, and a platform's never changes from quote to quote.
    private static readonly BoundedCache<Sha256Digest, EndorsementNeeds> Known = new(1024);

    private static ReadOnlySpan<byte> PemBegin => "-----BEGIN CERTIFICATE-----"u8;

    private static ReadOnlySpan<byte> PemEnd => "-----END CERTIFICATE-----"u8;

    /// <summary>Reads the needs.</summary>
    /// <param name="isTdx">A TD's quote, or else an enclave's.</param>
    /// <param name="quote">The quote.</param>
    /// <param name="endorsements">What came with it, which may have the PCK certificate that a quote can lack.</param>
    public static EndorsementNeeds Of(bool isTdx, byte[] quote, IReadOnlyList<byte[]> endorsements)
    {
        int start = quote.AsSpan().IndexOf(PemBegin), end = quote.AsSpan().LastIndexOf(PemEnd);
        ReadOnlyMemory<byte> chain = start >= 0 && end > start ? quote.AsMemory(start, end + PemEnd.Length - start) : default;
        if (chain.IsEmpty)
            return FindPck(endorsements.SelectMany(Read)) is { } supplied ? Make(isTdx, supplied) : NoPck();
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(chain.Span, digest);
        // The same chain asks for other things in a quote of the other TEE.
        digest[0] = (byte)((digest[0] & 0xfe) | (isTdx ? 1 : 0));
        Sha256Digest key = Sha256Digest.FromBytes(digest);
        if (Known.TryGet(key, out EndorsementNeeds? known))
            return known;
        known = FindPck(Read(chain.ToArray())) is { } pck ? Make(isTdx, pck) : NoPck();
        Known.Add(key, known);
        return known;
    }

    private static EndorsementNeeds NoPck() =>
        EndorsementNeeds.None("The quote has no PCK certificate, and none came with it; nobody can tell which platform it is of.");

    private static EndorsementNeeds Make(bool isTdx, (string Fmspc, bool IsPlatform) pck)
    {
        string tee = isTdx ? "tdx" : "sgx", id = isTdx ? "TDX" : "SGX", issuer = pck.IsPlatform ? PlatformName : ProcessorName;
        string signing = EndorsementRole.Certificate(SigningName), root = EndorsementRole.Certificate(RootName);
        return EndorsementNeeds.Make(
        [
            new(EndorsementService.IntelPcs, $"/{tee}/certification/v4/tcb?fmspc={pck.Fmspc}", $"{id} TCB info of platforms {pck.Fmspc}",
                "TCB-Info-Issuer-Chain", EndorsementRole.TcbInfo(id, pck.Fmspc), signing, root),
            new(EndorsementService.IntelPcs, $"/{tee}/certification/v4/qe/identity", $"identity of the {id} quoting enclave",
                "SGX-Enclave-Identity-Issuer-Chain", EndorsementRole.Identity(isTdx ? "TD_QE" : "QE"), signing, root),
            new(EndorsementService.IntelPcs, $"/sgx/certification/v4/pckcrl?ca={(pck.IsPlatform ? "platform" : "processor")}&encoding=der", $"revocation list of {issuer}",
                "SGX-PCK-CRL-Issuer-Chain", EndorsementRole.List(issuer), EndorsementRole.Certificate(issuer), root),
            new(EndorsementService.IntelRootCrl, "", $"revocation list of {RootName}", null, EndorsementRole.List(RootName)),
        ]);
    }

    private static IEnumerable<Endorsement> Read(byte[] item)
    {
        try
        {
            return EndorsementReader.Read(item, "");
        }
        catch (DerException)
        {
            return [];
        }
    }

    private static (string Fmspc, bool IsPlatform)? FindPck(IEnumerable<Endorsement> candidates)
    {
        foreach (Endorsement candidate in candidates)
        {
            if (candidate.Certificate is not { } certificate || certificate.Extensions.FirstOrDefault(e => e.Oid == SgxExtensionOid) is not { } extension)
                continue;
            bool isPlatform = certificate.Issuer.CommonName == PlatformName;
            if ((isPlatform || certificate.Issuer.CommonName == ProcessorName) && ReadFmspc(extension.Value) is { } fmspc)
                return (fmspc, isPlatform);
        }

        return null;
    }

    private static string? ReadFmspc(byte[] extension)
    {
        try
        {
            DerReader fields = new DerReader(extension).Sequence();
            while (fields.HasData)
            {
                DerReader field = fields.Sequence();
                if (field.Oid() == FmspcOid && field.Is(Asn1Tag.PrimitiveOctetString))
                    return field.OctetString() is { Length: FmspcLength } fmspc ? Convert.ToHexStringLower(fmspc) : null;
            }
        }
        catch (DerException)
        {
            // The verifier says what is wrong with it.
        }

        return null;
    }
}
