using System.Formats.Cbor;

namespace Enarx.Attestation.Tests;

/// <summary>Writes CoRIMs in the form of Arm's profiles.</summary>
internal static class CorimBuilder
{
    /// <summary>A CoRIM of one CoMID.</summary>
    public static byte[] Corim(Action<CborWriter> triples, ulong tag = 501) => CborEdit.Encode(w =>
    {
        w.WriteTag((CborTag)tag);
        w.WriteStartMap(2);
        w.WriteInt32(0);
        w.WriteTextString("id");
        w.WriteInt32(1);
        w.WriteStartArray(1);
        w.WriteTag((CborTag)506);
        w.WriteByteString(CborEdit.Encode(c =>
        {
            c.WriteStartMap(1);
            c.WriteInt32(4);
            triples(c);
            c.WriteEndMap();
        }));
        w.WriteEndArray();
        w.WriteEndMap();
    });

    /// <summary>Attest-key triples with one key.</summary>
    public static Action<CborWriter> Keys(byte[] implementation, byte[] instance, Action<CborWriter> key) => Triples(3, w =>
    {
        w.WriteStartMap(2);
        Class(w, implementation);
        w.WriteInt32(1);
        w.WriteTag((CborTag)550);
        w.WriteByteString(instance);
        w.WriteEndMap();
    }, key);

    /// <summary>Reference triples with one measurement of a platform.</summary>
    public static Action<CborWriter> Platform(byte[] implementation, Action<CborWriter> measurement) => Triples(0, w =>
    {
        w.WriteStartMap(1);
        Class(w, implementation);
        w.WriteEndMap();
    }, measurement);

    /// <summary>Reference triples with one measurement of a Realm.</summary>
    public static Action<CborWriter> Realm(byte[] rim, Action<CborWriter> measurement) => Triples(0, w =>
    {
        w.WriteStartMap(1);
        w.WriteInt32(1);
        w.WriteTag((CborTag)560);
        w.WriteByteString(rim);
        w.WriteEndMap();
    }, measurement);

    /// <summary>A measurement of a software component.</summary>
    public static Action<CborWriter> Component(string label, byte[] signer, byte[] digest) => w =>
    {
        w.WriteStartMap(2);
        w.WriteInt32(0);
        w.WriteTag((CborTag)601);
        w.WriteStartMap(2);
        w.WriteInt32(1);
        w.WriteTextString(label);
        w.WriteInt32(5);
        w.WriteByteString(signer);
        w.WriteEndMap();
        w.WriteInt32(1);
        w.WriteStartMap(1);
        w.WriteInt32(2);
        w.WriteStartArray(1);
        Digest(w, digest);
        w.WriteEndArray();
        w.WriteEndMap();
        w.WriteEndMap();
    };

    /// <summary>A measurement of a platform's configuration.</summary>
    public static Action<CborWriter> Configuration(byte[] value) => w =>
    {
        w.WriteStartMap(2);
        w.WriteInt32(0);
        w.WriteTag((CborTag)602);
        w.WriteTextString("cfg");
        w.WriteInt32(1);
        w.WriteStartMap(1);
        w.WriteInt32(4);
        w.WriteTag((CborTag)560);
        w.WriteByteString(value);
        w.WriteEndMap();
        w.WriteEndMap();
    };

    /// <summary>A measurement of a Realm.</summary>
    public static Action<CborWriter> Registers(byte[] personalization, params (string Name, byte[] Value)[] registers) => w =>
    {
        w.WriteStartMap(1);
        w.WriteInt32(1);
        w.WriteStartMap(2);
        w.WriteInt32(4);
        w.WriteTag((CborTag)560);
        w.WriteByteString(personalization);
        w.WriteInt32(14);
        w.WriteStartMap(registers.Length);
        foreach ((string name, byte[] value) in registers)
        {
            w.WriteTextString(name);
            w.WriteStartArray(1);
            Digest(w, value);
            w.WriteEndArray();
        }

        w.WriteEndMap();
        w.WriteEndMap();
        w.WriteEndMap();
    };

    private static Action<CborWriter> Triples(int kind, Action<CborWriter> environment, Action<CborWriter> item) => w =>
    {
        w.WriteStartMap(1);
        w.WriteInt32(kind);
        w.WriteStartArray(1);
        w.WriteStartArray(2);
        environment(w);
        w.WriteStartArray(1);
        item(w);
        w.WriteEndArray();
        w.WriteEndArray();
        w.WriteEndArray();
        w.WriteEndMap();
    };

    private static void Class(CborWriter w, byte[] implementation)
    {
        w.WriteInt32(0);
        w.WriteStartMap(1);
        w.WriteInt32(0);
        w.WriteTag((CborTag)600);
        w.WriteByteString(implementation);
        w.WriteEndMap();
    }

    private static void Digest(CborWriter w, byte[] digest)
    {
        w.WriteStartArray(2);
        w.WriteInt32(1);
        w.WriteByteString(digest);
        w.WriteEndArray();
    }
}
