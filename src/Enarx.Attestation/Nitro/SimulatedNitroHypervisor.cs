using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// A simulated Nitro hypervisor: gives attestation documents as the Nitro Security Module does (AWS,
/// attestation_process.md, section 2), each under a certificate of its own that lives three hours.
/// </summary>
public sealed class SimulatedNitroHypervisor : ISimulatedProcessor
{
    private const int RegisterLength = 48;
    private const int Registers = 16;
    private const string ModuleId = "i-00000000000000000-enc0000000000000000";

    private readonly ECDsa _issuerKey;
    private readonly IReadOnlyList<byte[]> _bundle;

    private SimulatedNitroHypervisor(ECDsa issuerKey, IReadOnlyList<byte[]> bundle)
    {
        _issuerKey = issuerKey;
        _bundle = bundle;
    }

    /// <inheritdoc/>
    public int MeasurementLength => RegisterLength;

    /// <summary>Opens the hypervisor whose certificates an authority made.</summary>
    /// <param name="directory">The authority's directory.</param>
    /// <exception cref="SimulationException">It is not there, not safe to use, or damaged.</exception>
    public static SimulatedNitroHypervisor Open(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        SimulationFiles files = SimulationFiles.Open(directory);
        byte[][] bundle = [.. SimulatedNitroAuthority.Levels.Select(level => files.Read(SimulatedNitroAuthority.CertificateFile(level.File)))];
        return new SimulatedNitroHypervisor(files.ReadKey(SimulatedNitroAuthority.KeyFile(SimulatedNitroAuthority.Levels[^1].File), ECDsa.Create()), bundle);
    }

    /// <summary>Gives an attestation document. Its certificates are in it, so that there are no endorsements.</summary>
    /// <param name="measurement">PCR0, the image, 48 bytes.</param>
    /// <param name="reportData">user_data, 64 bytes.</param>
    /// <param name="fault">What is to be wrong with it.</param>
    /// <exception cref="ArgumentException">A length is not as it must be.</exception>
    public SimulatedEvidence Attest(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData, NitroFault fault = NitroFault.None)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(measurement.Length, RegisterLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(reportData.Length, 64);
        DateTimeOffset moment = DateTimeOffset.UtcNow - (fault == NitroFault.Expired ? TimeSpan.FromDays(1) : TimeSpan.Zero);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        (string issuer, ECDsa issuerKey, IReadOnlyList<byte[]> bundle) = (SimulatedNitroAuthority.Levels[^1].Name, _issuerKey, _bundle);
        using ECDsa? other = fault == NitroFault.OtherRoot ? ECDsa.Create(ECCurve.NamedCurves.nistP384) : null;
        if (other is not null)
            (issuer, issuerKey, bundle) = (SimulatedNitroCertificates.RootName, other, [SimulatedNitroCertificates.Authority(SimulatedNitroCertificates.RootName, other, SimulatedNitroCertificates.RootName, other, null)]);
        byte[] leaf = SimulatedNitroCertificates.Leaf(ModuleId, key, issuer, issuerKey, moment);
        byte[][] registers = [.. Enumerable.Range(0, Registers).Select(_ => new byte[RegisterLength])];
        if (fault != NitroFault.Debug)
        {
            measurement.CopyTo(registers[0]);
            // The kernel and the application are parts of the image; here they are its digest, so that they are never zero.
            SHA384.HashData(measurement, registers[1]);
            SHA384.HashData(registers[1], registers[2]);
        }

        byte[] document = CoseSigner.Sign(Write(moment, registers, leaf, fault == NitroFault.MissingIssuer ? [.. bundle.SkipLast(1)] : bundle, reportData), key, tagged: false);
        if (fault == NitroFault.Signature)
            document[^1] ^= 1;
        return new SimulatedEvidence(document, []);
    }

    /// <inheritdoc/>
    public SimulatedEvidence GiveEvidence(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData) => Attest(measurement, reportData);

    /// <inheritdoc/>
    public void Dispose() => _issuerKey.Dispose();

    private static byte[] Write(DateTimeOffset moment, byte[][] registers, byte[] leaf, IReadOnlyList<byte[]> bundle, ReadOnlySpan<byte> userData)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(9);
        writer.WriteTextString("module_id");
        writer.WriteTextString(ModuleId);
        writer.WriteTextString("digest");
        writer.WriteTextString("SHA384");
        writer.WriteTextString("timestamp");
        writer.WriteInt64(moment.ToUnixTimeMilliseconds());
        writer.WriteTextString("pcrs");
        writer.WriteStartMap(registers.Length);
        for (int i = 0; i < registers.Length; i++)
        {
            writer.WriteInt32(i);
            writer.WriteByteString(registers[i]);
        }

        writer.WriteEndMap();
        writer.WriteTextString("certificate");
        writer.WriteByteString(leaf);
        writer.WriteTextString("cabundle");
        writer.WriteStartArray(bundle.Count);
        foreach (byte[] issuer in bundle)
            writer.WriteByteString(issuer);
        writer.WriteEndArray();
        writer.WriteTextString("public_key");
        writer.WriteNull();
        writer.WriteTextString("user_data");
        writer.WriteByteString(userData);
        writer.WriteTextString("nonce");
        writer.WriteNull();
        writer.WriteEndMap();
        return writer.Encode();
    }
}
