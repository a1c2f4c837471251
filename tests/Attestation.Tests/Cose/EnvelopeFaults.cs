using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>Faults of a COSE_Sign1, wherever one is.</summary>
internal static class EnvelopeFaults
{
    private static readonly Action<CborWriter> Es384 = w => w.WriteInt32(-35);

    /// <summary>Every fault.</summary>
    /// <param name="checks">The checks of the envelope.</param>
    /// <param name="of">The envelope.</param>
    /// <param name="unsigned">The checks that fail where only the signature is wrong.</param>
    /// <param name="name">Start of the faults' names.</param>
    /// <param name="header">The check that the unprotected header is empty, where there is one.</param>
    public static IEnumerable<KeyValuePair<string, SceneFault<T>>> Of<T>(CoseChecks checks, Func<T, CoseEdit> of, IReadOnlyList<CheckDefinition> unsigned, string name, CheckDefinition? header = null)
    {
        KeyValuePair<string, SceneFault<T>> Make(string fault, CheckDefinition fails, Action<CoseEdit> spoil) =>
            new($"{name}: {fault}", new SceneFault<T>(fails, scene => spoil(of(scene))));
        KeyValuePair<string, SceneFault<T>> Bad(string fault, Func<byte[], byte[]> spoil) =>
            new($"{name}: {fault}", new SceneFault<T>(unsigned, scene => of(scene).Signature = spoil));

        yield return Make("another tag", checks.Envelope, c => c.Tag = 98);
        yield return Make("a MAC", checks.Envelope, c => c.Tag = 17);
        yield return Make("three parts", checks.Envelope, c => c.Array = (w, parts) =>
        {
            w.WriteStartArray(3);
            w.WriteByteString(parts[0]);
            w.WriteEncodedValue(parts[1]);
            w.WriteByteString(parts[2]);
            w.WriteEndArray();
        });
        yield return Make("five parts", checks.Envelope, c => c.Array = (w, parts) =>
        {
            w.WriteStartArray(5);
            w.WriteByteString(parts[0]);
            w.WriteEncodedValue(parts[1]);
            w.WriteByteString(parts[2]);
            w.WriteByteString(parts[3]);
            w.WriteNull();
            w.WriteEndArray();
        });
        yield return Make("an array of open length", checks.Envelope, c => c.Array = (w, parts) =>
            w.WriteEncodedValue([0x9f, .. CborEdit.Encode(x => x.WriteByteString(parts[0])), .. parts[1], .. CborEdit.Encode(x => x.WriteByteString(parts[2])), .. CborEdit.Encode(x => x.WriteByteString(parts[3])), 0xff]));
        yield return Make("a payload in chunks", checks.Envelope, c => c.Array = (w, parts) =>
            w.WriteEncodedValue([0x84, .. CborEdit.Encode(x => x.WriteByteString(parts[0])), .. parts[1], 0x5f, .. CborEdit.Encode(x => x.WriteByteString(parts[2])), 0xff, .. CborEdit.Encode(x => x.WriteByteString(parts[3]))]));
        yield return Make("a payload elsewhere", checks.Envelope, c => c.Array = (w, parts) =>
            w.WriteEncodedValue([0x84, .. CborEdit.Encode(x => x.WriteByteString(parts[0])), .. parts[1], 0xf6, .. CborEdit.Encode(x => x.WriteByteString(parts[3]))]));
        yield return Make("a text for a signature", checks.Envelope, c => c.Array = (w, parts) =>
            w.WriteEncodedValue([0x84, .. CborEdit.Encode(x => x.WriteByteString(parts[0])), .. parts[1], .. CborEdit.Encode(x => x.WriteByteString(parts[2])), 0x61, 0x61]));
        yield return Make("critical headers", checks.Envelope, c => c.Protected = CoseEdit.Header((1, Es384), (2, w => w.WriteEncodedValue([0x81, 0x04])), (4, w => w.WriteByteString([1]))));
        yield return Make("critical headers that nobody signed", checks.Envelope, c => c.Unprotected.Set(2, w => w.WriteEncodedValue([0x81, 0x01])));
        yield return Make("a header in both places", checks.Envelope, c =>
        {
            c.Protected = CoseEdit.Header((1, Es384), (4, w => w.WriteByteString([1])));
            c.Unprotected.Set(4, w => w.WriteByteString([1]));
        });
        yield return Make("the algorithm in both places", checks.Envelope, c => c.Unprotected.Set(1, Es384));
        yield return Make("the algorithm twice", checks.Envelope, c => c.Protected = CoseEdit.Header((1, Es384), (1, w => w.WriteInt32(-7))));
        yield return Make("the algorithm twice in two encodings", checks.Envelope, c => c.Protected = [0xa2, 0x01, 0x38, 0x22, 0x18, 0x01, 0x26]);
        yield return Make("bytes after the protected header", checks.Envelope, c => c.Protected = [.. c.Protected, 0]);
        yield return Make("a protected header that is no map", checks.Envelope, c => c.Protected = [0x80]);
        yield return Make("a protected header of open length", checks.Envelope, c => c.Protected = [0xbf, 0x01, 0x38, 0x22, 0xff]);
        yield return Make("deep nesting", checks.Envelope, c => c.Unprotected.AddEncoded([0x18, 0x63], [.. Enumerable.Repeat((byte)0x81, 40), 0]));

        yield return Make("no protected header", checks.Algorithm, c => c.Protected = []);
        yield return Make("an empty protected header", checks.Algorithm, c => c.Protected = [0xa0]);
        yield return new($"{name}: the algorithm only where nobody signed it", new SceneFault<T>(header is null ? [checks.Algorithm] : [checks.Algorithm, header], scene =>
        {
            of(scene).Protected = [];
            of(scene).Unprotected.Set(1, Es384);
        }));
        yield return Make("an algorithm that is a text", checks.Algorithm, c => c.Protected = CoseEdit.Header((1, w => w.WriteTextString("ES384"))));
        foreach (int other in (int[])[0, 5, -8, -37, -257, -47, -65535])
            yield return Make($"algorithm {other}", checks.Algorithm, c => c.Protected = CoseEdit.Header((1, w => w.WriteInt32(other))));

        yield return Make("a signature without its last byte", checks.SignatureEncoding, c => c.Signature = s => s[..^1]);
        yield return Make("a signature with a byte more", checks.SignatureEncoding, c => c.Signature = s => [.. s, 0]);
        yield return Make("no signature", checks.SignatureEncoding, c => c.Signature = _ => []);
        yield return Make("R is zero", checks.SignatureEncoding, c => c.Signature = s => [.. new byte[48], .. s[48..]]);
        yield return Make("S is zero", checks.SignatureEncoding, c => c.Signature = s => [.. s[..48], .. new byte[48]]);
        yield return Make("R is n", checks.SignatureEncoding, c => c.Signature = s => [.. Order, .. s[48..]]);
        yield return Make("S is n", checks.SignatureEncoding, c => c.Signature = s => [.. s[..48], .. Order]);
        yield return Make("S is all ones", checks.SignatureEncoding, c => c.Signature = s => [.. s[..48], .. Enumerable.Repeat((byte)0xff, 48)]);
        yield return Make("a signature in DER", checks.SignatureEncoding, c => c.Signature = _ => [0x30, 0x66, .. new byte[102]]);

        yield return Bad("R and S in each other's place", s => [.. s[48..], .. s[..48]]);
        yield return Bad("a bit of R", s => [(byte)(s[0] ^ 1), .. s[1..]]);
        yield return new($"{name}: signed under another hash", new SceneFault<T>(unsigned, scene => of(scene).Hash = HashAlgorithmName.SHA512));
        yield return new($"{name}: signed by another key", new SceneFault<T>(unsigned, scene => of(scene).Key = ECDsa.Create(ECCurve.NamedCurves.nistP384)));
    }

    private static byte[] Order => Convert.FromHexString("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973");
}
