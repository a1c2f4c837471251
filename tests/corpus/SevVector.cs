using System.Globalization;
using System.Text.Json;
using Enarx.Attestation;

namespace Enarx.Corpus;

/// <summary>The values of a vector of a guest owner's computations, with the files beside it.</summary>
internal sealed class SevVector(CorpusCase one, JsonElement json)
{
    /// <summary>TIK, from the vector or the file beside it.</summary>
    public byte[] Tik => Has("tik_hex") ? Hex("tik_hex") : one.File("tik");

    /// <summary>TEK, from the vector or the file beside it.</summary>
    public byte[] Tek => Has("tek_hex") ? Hex("tek_hex") : one.File("tek");

    /// <summary>The guest policy.</summary>
    public SevPolicy Policy => new(uint.Parse(Text("policy")!.Replace("0x", "", StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>The secrets, if it has any.</summary>
    public IReadOnlyList<SevSecret> Secrets => !Has("secrets") ? [] :
    [
        .. json.GetProperty("secrets").EnumerateArray().Select(secret => new SevSecret(
            secret.GetProperty("guid").GetGuid(), one.File(Path.GetFileNameWithoutExtension(secret.GetProperty("file").GetString()!)))),
    ];

    public bool Has(string name) => json.TryGetProperty(name, out _);

    public JsonElement Value(string name) => json.GetProperty(name);

    public string? Text(string name) => Has(name) ? json.GetProperty(name).GetString() : null;

    public byte Byte(string name) => json.GetProperty(name).GetByte();

    public byte[] Hex(string name) => Convert.FromHexString(Text(name)!);

    public byte[] Base64(string name) => Convert.FromBase64String(Text(name)!);

    /// <summary>The file of a role; null when the case has none.</summary>
    public byte[]? File(string role) => one.Has(role) ? one.File(role) : null;
}
