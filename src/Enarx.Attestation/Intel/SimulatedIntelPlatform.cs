using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// A simulated platform with SGX and TDX: gives quotes as Intel's quoting enclaves would, with the collateral that a
/// <see cref="SimulatedIntelAuthority"/> made for it. Without a fault it needs no key of that authority.
/// </summary>
public sealed class SimulatedIntelPlatform : IDisposable
{
    private const int MrEnclaveLength = 32;
    private const int ReportDataLength = 64;
    private const int IdLength = 16;

    private readonly SimulationFiles _files;
    private readonly ECDsa _pck;
    private readonly ECDsa _attestation;

    private SimulatedIntelPlatform(SimulationFiles files, ECDsa pck, ECDsa attestation)
    {
        _files = files;
        _pck = pck;
        _attestation = attestation;
    }

    /// <summary>Opens the platform that an authority made.</summary>
    /// <param name="directory">The authority's directory.</param>
    /// <exception cref="SimulationException">It is not there, not safe to use, or damaged.</exception>
    public static SimulatedIntelPlatform Open(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        SimulationFiles files = SimulationFiles.Open(directory);
        ECDsa pck = files.ReadKey("intel-pck.key", ECDsa.Create());
        try
        {
            SimulatedIntelAuthority.RequireKey(files.Read(SimulatedIntelAuthority.PckFile), SimulatedIntelAuthority.PckFile, pck);
            return new SimulatedIntelPlatform(files, pck, files.ReadKey("intel-attestation.key", ECDsa.Create()));
        }
        catch
        {
            pck.Dispose();
            throw;
        }
    }

    /// <summary>Gives an SGX quote of version 3 with its endorsements.</summary>
    /// <param name="measurement">MRENCLAVE, 32 bytes.</param>
    /// <param name="reportData">What the enclave wants to have attested, 64 bytes.</param>
    /// <param name="fault">What shall be wrong.</param>
    /// <exception cref="ArgumentException">A length is not as it must be, or the fault is not of SGX.</exception>
    public (byte[] Report, IReadOnlyList<byte[]> Endorsements) AttestEnclave(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData, SimulatedIntelFault fault = SimulatedIntelFault.None)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(measurement.Length, MrEnclaveLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(reportData.Length, ReportDataLength);
        if (fault is SimulatedIntelFault.ModuleOutOfDate or SimulatedIntelFault.ModuleUnknown)
            throw new ArgumentException("SGX has no TDX module.", nameof(fault));
        return Attest(3, QuoteBody.Sgx, SimulatedQuote.Enclave(measurement, reportData, fault == SimulatedIntelFault.Debug), fault);
    }

    /// <summary>Gives a TDX quote with its endorsements.</summary>
    /// <param name="measurement">MRTD, 48 bytes.</param>
    /// <param name="reportData">What the TD wants to have attested, 64 bytes.</param>
    /// <param name="version">4, with a TD of TDX 1.0; or 5, with one of TDX 1.5.</param>
    /// <param name="fault">What shall be wrong.</param>
    /// <exception cref="ArgumentException">A length or the version is not as it must be.</exception>
    public (byte[] Report, IReadOnlyList<byte[]> Endorsements) AttestTrustDomain(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData, int version = 4, SimulatedIntelFault fault = SimulatedIntelFault.None)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(measurement.Length, TdReport.MeasurementLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(reportData.Length, ReportDataLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, 5);
        QuoteBody body = version == 4 ? QuoteBody.Td10 : QuoteBody.Td15;
        return Attest((ushort)version, body, SimulatedQuote.TrustDomain(measurement, reportData, body, fault == SimulatedIntelFault.Debug), fault);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pck.Dispose();
        _attestation.Dispose();
    }

    private (byte[] Report, IReadOnlyList<byte[]> Endorsements) Attest(ushort version, QuoteBody kind, byte[] body, SimulatedIntelFault fault)
    {
        bool tdx = kind != QuoteBody.Sgx;
        Dictionary<string, byte[]> files = new string[]
        {
            SimulatedIntelAuthority.RootFile, SimulatedIntelAuthority.IssuerFile, SimulatedIntelAuthority.SignerFile, SimulatedIntelAuthority.PckFile,
            SimulatedIntelAuthority.RootListFile, SimulatedIntelAuthority.PckListFile,
            SimulatedIntelAuthority.TcbInfoFile(tdx), SimulatedIntelAuthority.IdentityFile(tdx), SimulatedIntelAuthority.IdentityFile(!tdx),
        }.ToDictionary(name => name, _files.Read);
        if (fault != SimulatedIntelFault.None)
            Spoil(files, tdx, fault);
        byte[] chain = SimulatedQuote.Chain(files[SimulatedIntelAuthority.PckFile], files[SimulatedIntelAuthority.IssuerFile], files[SimulatedIntelAuthority.RootFile]);
        byte[] quote = new SimulatedQuote(_pck, _attestation).Write(version, kind, body, CertificationDataType.PckChain, chain);
        IEnumerable<byte[]> endorsements =
        [
            .. fault == SimulatedIntelFault.NoTcbInfo ? [] : (byte[][])[files[SimulatedIntelAuthority.TcbInfoFile(tdx)]],
            .. fault == SimulatedIntelFault.NoIdentity ? [] : (byte[][])[files[SimulatedIntelAuthority.IdentityFile(tdx != (fault == SimulatedIntelFault.OtherIdentity))]],
            SimulatedQuote.Chain(files[SimulatedIntelAuthority.SignerFile], files[SimulatedIntelAuthority.RootFile]),
            .. fault == SimulatedIntelFault.NoRevocationLists ? [] : (byte[][])[files[SimulatedIntelAuthority.PckListFile], files[SimulatedIntelAuthority.RootListFile]],
        ];
        return (Spoil(quote, fault), [.. endorsements]);
    }

    private static byte[] Spoil(byte[] quote, SimulatedIntelFault fault)
    {
        DcapQuote parsed = DcapQuote.Parse(quote);
        int? at = fault switch
        {
            SimulatedIntelFault.AlteredBody => parsed.SignedLength - 1,
            SimulatedIntelFault.AlteredQeReport => parsed.QeReportOffset,
            SimulatedIntelFault.AlteredQeAuthentication => parsed.QeReportOffset + EnclaveReport.Length + DcapQuote.PointLength + 2,
            _ => null,
        };
        if (at is { } offset)
            quote[offset] ^= 1;
        return fault == SimulatedIntelFault.CutQuote ? quote[..^1] : quote;
    }

    // Most faults need signatures of the authority, so its keys are opened for as long as that takes.
    private void Spoil(Dictionary<string, byte[]> files, bool tdx, SimulatedIntelFault fault)
    {
        using SimulatedIntelKeys keys = SimulatedIntelKeys.Open(_files);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var good = new SimulatedIntelModel();
        SimulatedIntelModel model = fault switch
        {
            SimulatedIntelFault.RevokedPck => good with { RevokesPck = true },
            SimulatedIntelFault.ExpiredPck => good with { PckEnd = now.AddHours(-1), CollateralEnd = now.AddDays(1) },
            SimulatedIntelFault.ExpiredCollateral => good with { CollateralEnd = now.AddHours(-1) },
            SimulatedIntelFault.OtherTcbInfo => good with { TcbInfoFmspc = [0xff, .. SimulatedIntelModel.Fmspc[1..]] },
            SimulatedIntelFault.ForeignQe => good with { QeMrSigner = SHA256.HashData("somebody else"u8) },
            SimulatedIntelFault.PlatformOutOfDate => good with { Platform = TcbStatus.OutOfDate },
            SimulatedIntelFault.PlatformRevoked => good with { Platform = TcbStatus.Revoked },
            SimulatedIntelFault.PlatformUnsupported => good with { LeastComponentSvn = byte.MaxValue },
            SimulatedIntelFault.QeOutOfDate => good with { NewestQe = SimulatedIntelModel.QeIsvSvn + 1 },
            SimulatedIntelFault.ModuleOutOfDate => good with { NewestModule = good.NewestModule + 1 },
            SimulatedIntelFault.ModuleUnknown => good with { ModuleId = "TDX_7F" },
            _ => good,
        };
        var certificates = new SimulatedIntelCertificates(keys, model);
        if (fault == SimulatedIntelFault.ExpiredPck)
            files[SimulatedIntelAuthority.PckFile] = certificates.Pck(RandomNumberGenerator.GetBytes(IdLength), RandomNumberGenerator.GetBytes(IdLength));
        files[SimulatedIntelAuthority.RootListFile] = certificates.RootList();
        files[SimulatedIntelAuthority.PckListFile] = certificates.PckList(files[SimulatedIntelAuthority.PckFile]);
        var collateral = new SimulatedIntelCollateral(keys, model);
        files[SimulatedIntelAuthority.TcbInfoFile(tdx)] = collateral.TcbInfo(tdx);
        files[SimulatedIntelAuthority.IdentityFile(tdx)] = collateral.Identity(tdx);
        string? altered = fault switch
        {
            SimulatedIntelFault.AlteredPck => SimulatedIntelAuthority.PckFile,
            SimulatedIntelFault.AlteredTcbInfo => SimulatedIntelAuthority.TcbInfoFile(tdx),
            SimulatedIntelFault.AlteredIdentity => SimulatedIntelAuthority.IdentityFile(tdx),
            _ => null,
        };
        if (altered is null)
            return;
        // The last digit of a JSON text's signature, or the last byte of a certificate's.
        byte[] bytes = files[altered];
        int index = bytes.Length - (altered == SimulatedIntelAuthority.PckFile ? 1 : 3);
        bytes[index] = (byte)(bytes[index] == (byte)'0' ? '1' : '0');
    }
}
