using System.Text;
using System.Text.Json;
using Enarx.Attestation;

namespace Enarx.Corpus;

/// <summary>
/// Known answers of what a guest owner wraps. They fix nonces and initialization vectors, which the public API always
/// draws itself, so they are computed one level below it.
/// </summary>
internal static class SevKnownAnswers
{
    /// <summary>The first value of a session that does not compute; null when all do.</summary>
    public static string? FindWrongSession(SevVector vector)
    {
        byte[] session = SevLaunchStart.Wrap(vector.Policy, vector.Hex("z_hex"), vector.Hex("nonce_hex"), vector.Hex("wrap_iv_hex"), [.. vector.Tek, .. vector.Tik]);
        byte[] master = Derive(vector.Hex("z_hex"), "sev-master-secret", vector.Hex("nonce_hex"));
        (string Name, byte[] Value)[] values =
        [
            ("master_hex", master), ("kek_hex", Derive(master, "sev-kek", [])), ("kik_hex", Derive(master, "sev-kik", [])),
            ("wrap_tk_hex", session[0x10..0x30]), ("wrap_mac_hex", session[0x40..0x60]), ("policy_mac_hex", session[0x60..]), ("session_blob_hex", session),
        ];
        string? wrong = values.FirstOrDefault(v => vector.Has(v.Name) && !vector.Hex(v.Name).AsSpan().SequenceEqual(v.Value)).Name;
        return wrong ?? (vector.Has("kdf_vector") ? FindWrongDerivation(vector.Value("kdf_vector")) : null);
    }

    /// <summary>Names a derivation that does not compute; null when it does.</summary>
    public static string? FindWrongDerivation(JsonElement derivation)
    {
        byte[] Hex(string name) => Convert.FromHexString(derivation.GetProperty(name).GetString()!);
        byte[] derived = Derive(Hex("key_hex"), derivation.GetProperty("label").GetString()!, Hex("context_hex"));
        return derived.AsSpan().SequenceEqual(Hex("out_hex")) ? null : "kdf_vector";
    }

    /// <summary>The first value of a wrapped secret that does not compute; null when all do.</summary>
    public static string? FindWrongSecret(SevVector vector)
    {
        byte[] table = vector.Secrets.Count > 0 ? SevSecretTable.Write([.. vector.Secrets]) : vector.Hex("plaintext_table_hex");
        if (vector.Has("plaintext_table_hex") && !vector.Hex("plaintext_table_hex").AsSpan().SequenceEqual(table))
            return "plaintext_table_hex";
        SevSecretPacket packet = SevSecretPacket.Wrap([.. vector.Tek, .. vector.Tik], vector.Hex("iv_hex"), vector.Base64("launch_measure_blob_base64").AsSpan(0, 32), table);
        if (!vector.Base64("expected_header_base64").AsSpan().SequenceEqual(packet.Header))
            return "expected_header_base64";
        return vector.Base64("expected_payload_base64").AsSpan().SequenceEqual(packet.Payload) ? null : "expected_payload_base64";
    }

    private static byte[] Derive(byte[] key, string label, byte[] context)
    {
        byte[] derived = new byte[16];
        SevKeys.Derive(key, Encoding.ASCII.GetBytes(label), context, derived);
        return derived;
    }
}
