using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>Makes COSE_Sign1 (RFC 9052, section 4.2), for simulated issuers.</summary>
internal static class CoseSigner
{
    /// <summary>The protected header that names an algorithm and nothing else.</summary>
    public static byte[] Header(CoseAlgorithm algorithm)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(1);
        writer.WriteInt32(1);
        writer.WriteInt64(algorithm.Id);
        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>Signs a payload under ES384.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="key">A key on P-384.</param>
    /// <param name="tagged">Whether to write the tag.</param>
    public static byte[] Sign(ReadOnlySpan<byte> payload, ECDsa key, bool tagged)
    {
        byte[] header = Header(CoseAlgorithm.Es384);
        byte[] signature = key.SignData(CoseSign1.ToBeSigned(header, payload), CoseAlgorithm.Es384.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var writer = new CborWriter();
        if (tagged)
            writer.WriteTag((CborTag)CoseSign1.Tag);
        writer.WriteStartArray(4);
        writer.WriteByteString(header);
        writer.WriteStartMap(0);
        writer.WriteEndMap();
        writer.WriteByteString(payload);
        writer.WriteByteString(signature);
        writer.WriteEndArray();
        return writer.Encode();
    }
}
