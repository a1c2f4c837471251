using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>A COSE_Sign1 to be changed and signed again, so that only the change is wrong.</summary>
internal sealed class CoseEdit(ECDsa key, CborEdit claims, ulong? tag)
{
    public ECDsa Key { get; set; } = key;

    public HashAlgorithmName Hash { get; set; } = HashAlgorithmName.SHA384;

    public CborEdit Claims { get; set; } = claims;

    public ulong? Tag { get; set; } = tag;

    public byte[] Protected { get; set; } = CoseSigner.Header(CoseAlgorithm.Es384);

    public CborEdit Unprotected { get; } = CborEdit.Read(new byte[] { 0xa0 });

    /// <summary>Makes the payload of the claims.</summary>
    public Func<CborEdit, byte[]> Payload { get; set; } = claims => claims.Encode();

    /// <summary>Changes the signature after it is made.</summary>
    public Func<byte[], byte[]> Signature { get; set; } = signature => signature;

    /// <summary>Writes the parts in the array.</summary>
    public Action<CborWriter, byte[][]> Array { get; set; } = (writer, parts) =>
    {
        writer.WriteStartArray(4);
        writer.WriteByteString(parts[0]);
        writer.WriteEncodedValue(parts[1]);
        writer.WriteByteString(parts[2]);
        writer.WriteByteString(parts[3]);
        writer.WriteEndArray();
    };

    public byte[] Encode()
    {
        byte[] payload = Payload(Claims);
        byte[] signature = Key.SignData(CoseSign1.ToBeSigned(Protected, payload), Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return CborEdit.Encode(writer =>
        {
            if (Tag is { } tag)
                writer.WriteTag((CborTag)tag);
            Array(writer, [Protected, Unprotected.Encode(), payload, Signature(signature)]);
        });
    }

    /// <summary>A protected header of some entries.</summary>
    public static byte[] Header(params (object Label, Action<CborWriter> Value)[] entries)
    {
        var header = CborEdit.Read(new byte[] { 0xa0 });
        foreach ((object label, Action<CborWriter> value) in entries)
            header.Add(label, value);
        return header.Encode();
    }
}
