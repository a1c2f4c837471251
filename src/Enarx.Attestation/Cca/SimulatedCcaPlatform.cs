using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// A simulated CCA platform with one Realm: gives tokens as a Realm Management Monitor of version 1.0 would (Arm
/// DEN0137, section A7.2), under the profiles of 2023.
/// </summary>
public sealed class SimulatedCcaPlatform : ISimulatedProcessor
{
    private const string HashName = "sha-256";

    private readonly ECDsa _key;
    private readonly ECDsa _realmKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly byte[] _keyInfo;

    private SimulatedCcaPlatform(ECDsa key)
    {
        _key = key;
        _keyInfo = key.ExportSubjectPublicKeyInfo();
    }

    /// <summary>The platform's key (CPAK).</summary>
    internal ECDsa Key => _key;

    /// <summary>The Realm's key (RAK).</summary>
    internal ECDsa RealmKey => _realmKey;

    /// <inheritdoc/>
    public int MeasurementLength => SHA256.HashSizeInBytes;

    /// <summary>Opens the platform whose key an authority made.</summary>
    /// <param name="directory">The authority's directory.</param>
    /// <exception cref="SimulationException">It is not there, not safe to use, or damaged.</exception>
    public static SimulatedCcaPlatform Open(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new SimulatedCcaPlatform(SimulationFiles.Open(directory).ReadKey(SimulatedCcaAuthority.KeyFile, ECDsa.Create()));
    }

    /// <summary>Gives a CCA token, and the platform's key that it must be appraised with.</summary>
    /// <param name="measurement">Realm initial measurement: 32, 48 or 64 bytes.</param>
    /// <param name="reportData">The Realm's challenge, 64 bytes.</param>
    /// <param name="fault">What is to be wrong with it.</param>
    /// <exception cref="ArgumentException">A length is not as it must be.</exception>
    public SimulatedEvidence Attest(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData, CcaFault fault = CcaFault.None)
    {
        if (measurement.Length is not (32 or 48 or 64))
            throw new ArgumentException($"A Realm's measurement has 32, 48 or 64 bytes; there are {measurement.Length}.", nameof(measurement));
        ArgumentOutOfRangeException.ThrowIfNotEqual(reportData.Length, 64);
        byte[] realmKey = WriteKey(_realmKey);
        byte[] bound = fault == CcaFault.Unbound ? RandomNumberGenerator.GetBytes(realmKey.Length) : realmKey;
        using ECDsa? other = fault == CcaFault.OtherKey ? ECDsa.Create(ECCurve.NamedCurves.nistP384) : null;
        byte[] platform = CoseSigner.Sign(WritePlatform(SHA256.HashData(bound), fault == CcaFault.Debug ? 0x4000u : 0x3000u), other ?? _key, tagged: true);
        byte[] realm = CoseSigner.Sign(WriteRealm(measurement, reportData, realmKey), _realmKey, tagged: true);
        if (fault == CcaFault.PlatformSignature)
            platform[^1] ^= 1;
        if (fault == CcaFault.RealmSignature)
            realm[^1] ^= 1;
        return new SimulatedEvidence(WriteCollection(platform, realm), [_keyInfo]);
    }

    /// <inheritdoc/>
    public SimulatedEvidence GiveEvidence(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData) => Attest(measurement, reportData);

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        _realmKey.Dispose();
    }

    /// <summary>Puts two tokens together.</summary>
    internal static byte[] WriteCollection(byte[] platform, byte[] realm)
    {
        var writer = new CborWriter();
        writer.WriteTag((CborTag)399);
        writer.WriteStartMap(2);
        writer.WriteInt32(44234);
        writer.WriteByteString(platform);
        writer.WriteInt32(44241);
        writer.WriteByteString(realm);
        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>A key as the profile of 2023 has it: a COSE_Key.</summary>
    internal static byte[] WriteKey(ECDsa key)
    {
        ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
        var writer = new CborWriter();
        writer.WriteStartMap(4);
        writer.WriteInt32(1);
        writer.WriteInt32(2);
        writer.WriteInt32(-1);
        writer.WriteInt32(2);
        writer.WriteInt32(-2);
        writer.WriteByteString(parameters.Q.X!);
        writer.WriteInt32(-3);
        writer.WriteByteString(parameters.Q.Y!);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private byte[] WritePlatform(byte[] challenge, uint lifecycle)
    {
        byte[] mark = SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(SimulatedSnpAuthority.Organization));
        var writer = new CborWriter();
        writer.WriteStartMap(9);
        writer.WriteInt32(265);
        writer.WriteTextString("tag:arm.com,2023:cca_platform#1.0.0");
        Bytes(writer, 10, challenge);
        Bytes(writer, 2396, mark);
        Bytes(writer, 256, [1, .. SHA256.HashData(_keyInfo)]);
        Bytes(writer, 2401, []);
        writer.WriteInt32(2395);
        writer.WriteUInt32(lifecycle);
        Text(writer, 2402, HashName);
        // By this every verifier of ours knows a simulation, whatever key the policy trusts.
        Text(writer, 2400, SimulatedSnpAuthority.Organization);
        writer.WriteInt32(2399);
        writer.WriteStartArray(1);
        writer.WriteStartMap(4);
        Text(writer, 1, "RMM");
        Bytes(writer, 2, mark);
        Text(writer, 4, "0");
        Bytes(writer, 5, mark);
        writer.WriteEndMap();
        writer.WriteEndArray();
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static byte[] WriteRealm(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData, byte[] key)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(8);
        Text(writer, 265, CcaRealmToken.ProfileName);
        Bytes(writer, 10, reportData);
        Bytes(writer, 44235, new byte[64]);
        Text(writer, 44236, HashName);
        Bytes(writer, 44237, key);
        Bytes(writer, 44238, measurement);
        writer.WriteInt32(44239);
        writer.WriteStartArray(CcaRealmToken.Registers);
        for (int i = 0; i < CcaRealmToken.Registers; i++)
            writer.WriteByteString(new byte[measurement.Length]);
        writer.WriteEndArray();
        Text(writer, 44240, HashName);
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static void Bytes(CborWriter writer, int label, ReadOnlySpan<byte> value)
    {
        writer.WriteInt32(label);
        writer.WriteByteString(value);
    }

    private static void Text(CborWriter writer, int label, string value)
    {
        writer.WriteInt32(label);
        writer.WriteTextString(value);
    }
}
