using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// A simulated processor with SEV-SNP: signs attestation reports as AMD's firmware would, with a VCEK that a
/// <see cref="SimulatedSnpAuthority"/> vouches for. It needs no key of that authority.
/// </summary>
public sealed class SimulatedSnpProcessor : ISimulatedProcessor
{
    private readonly ECDsa _key;
    private readonly SnpProductLine _line;
    private readonly SnpLeafExtensions _identity;
    private readonly byte[] _reportId = RandomNumberGenerator.GetBytes(32);

    private SimulatedSnpProcessor(ECDsa key, SnpProductLine line, SnpLeafExtensions identity, byte[] table)
    {
        _key = key;
        _line = line;
        _identity = identity;
        CertificateTable = table;
    }

    /// <summary>The product.</summary>
    public SnpProduct Product => _line.Product;

    /// <inheritdoc/>
    public int MeasurementLength => SnpLaunchDigest.Length;

    /// <summary>VCEK, ASK and ARK in the table in which a host hands them to a guest (GHCB 2.03, section 4.1.8.1).</summary>
    public byte[] CertificateTable { get; }

    /// <summary>Opens the processor that an authority made.</summary>
    /// <param name="directory">The authority's directory.</param>
    /// <param name="product">The product.</param>
    /// <exception cref="SimulationException">It is not there, not safe to use, or damaged.</exception>
    public static SimulatedSnpProcessor Open(string directory, SnpProduct product)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Enum.IsDefined(product))
            throw new ArgumentOutOfRangeException(nameof(product), product, "There is no such product.");
        SimulationFiles files = SimulationFiles.Open(directory);
        byte[] vcek = files.Read(VcekFile(product)), issuer = files.Read(SimulatedSnpAuthority.IssuerFile(product)), root = files.Read(SimulatedSnpAuthority.RootFile(product));
        ECDsa key = files.ReadKey(KeyFile(product), ECDsa.Create());
        try
        {
            X509Certificate certificate = X509Certificate.Parse(vcek);
            if (!certificate.PublicKey.Span.SequenceEqual(key.ExportSubjectPublicKeyInfo()))
                throw new SimulationException($"The VCEK certificate of {product} is not for its key. Remove the directory to start anew.");
            byte[] table = Attestation.CertificateTable.Write(
                (Attestation.CertificateTable.Vcek, vcek), (Attestation.CertificateTable.Ask, issuer), (Attestation.CertificateTable.Ark, root));
            return new SimulatedSnpProcessor(key, SnpProductLine.Of(product), SnpLeafExtensions.Read(certificate, SnpSigningKey.Vcek), table);
        }
        catch (Exception e)
        {
            key.Dispose();
            if (e is DerException)
                throw new SimulationException($"The VCEK certificate of {product} is damaged. Remove the directory to start anew.", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public SimulatedEvidence GiveEvidence(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData) =>
        new(Attest(new SnpLaunch { Measurement = measurement.ToArray(), ReportId = _reportId }, reportData), [CertificateTable]);

    /// <summary>Gives an ATTESTATION_REPORT of version 5, 1184 bytes.</summary>
    /// <param name="launch">The launched guest.</param>
    /// <param name="reportData">What the guest wants to have attested, 64 bytes.</param>
    /// <param name="vmpl">Privilege level that asks, 0 to 3.</param>
    /// <exception cref="ArgumentException">A length or the level is not as it must be.</exception>
    public byte[] Attest(SnpLaunch launch, ReadOnlySpan<byte> reportData, int vmpl = 0)
    {
        ArgumentNullException.ThrowIfNull(launch);
        ArgumentOutOfRangeException.ThrowIfNotEqual(reportData.Length, 64);
        ArgumentOutOfRangeException.ThrowIfNotEqual(launch.Measurement.Length, SnpLaunchDigest.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(launch.ReportId.Length, 32);
        ArgumentOutOfRangeException.ThrowIfNegative(vmpl);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vmpl, 3);

        byte[] report = new byte[SnpReport.Length];
        void UInt32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(report.AsSpan(offset), value);
        void UInt64(int offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(report.AsSpan(offset), value);

        UInt32(0x000, 5);
        UInt64(0x008, launch.Policy);
        UInt32(0x030, (uint)vmpl);
        UInt32(0x034, 1);
        ulong tcb = _line.WriteTcb(_identity.Tcb);
        UInt64(0x038, tcb);
        UInt64(0x040, SimulatedSnpHardware.PlatformInfo);
        reportData.CopyTo(report.AsSpan(0x050));
        launch.Measurement.CopyTo(report, 0x090);
        launch.ReportId.CopyTo(report, 0x140);
        report.AsSpan(0x160, 32).Fill(0xff);
        UInt64(0x180, tcb);
        SimulatedSnpHardware.Cpuid(Product).CopyTo(report.AsSpan(0x188));
        _identity.HardwareId.CopyTo(report, 0x1a0);
        UInt64(0x1e0, tcb);
        SimulatedSnpHardware.Firmware.CopyTo(report.AsSpan(0x1e8));
        SimulatedSnpHardware.Firmware.CopyTo(report.AsSpan(0x1ec));
        UInt64(0x1f0, tcb);
        UInt64(0x1f8, SimulatedSnpHardware.MitigationVector);
        UInt64(0x200, SimulatedSnpHardware.MitigationVector);
        Sign(report);
        return report;
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>Signs a report in place.</summary>
    internal void Sign(Span<byte> report) => SnpSignature.Sign(report, _key);

    /// <summary>Makes what is missing of a product's processor.</summary>
    internal static void OpenOrCreate(SimulationFiles files, SnpProductLine line, SimulatedSnpCertificates certificates)
    {
        if (files.Has(VcekFile(line.Product)))
            return;
        // A key without a certificate is what an interruption leaves; it is used.
        using ECDsa key = files.ReadOrCreateKey(KeyFile(line.Product), ECDsa.Create(ECCurve.NamedCurves.nistP384));
        byte[] chipId = RandomNumberGenerator.GetBytes(line.HardwareIdLength);
        files.Write(VcekFile(line.Product), certificates.Vcek(line, key, chipId, SimulatedSnpHardware.Tcb(line.Product)));
    }

    private static string KeyFile(SnpProduct product) => $"{product}.vcek.key";

    private static string VcekFile(SnpProduct product) => $"{product}.vcek.der";
}
