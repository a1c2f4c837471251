using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Enarx.Attestation;

/// <summary>
/// The kinds of values that fields of policies have. The patterns are those of the JSON Schema too, so that the reader
/// and the schema cannot part.
/// </summary>
internal static class PolicyTypes
{
    private const string Byte = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private const int MostShown = 60;

    // Control characters would garble a terminal that shows the name; half of a surrogate pair cannot be written.
    internal const string LinePattern = @"(?:[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff]){1,1024}";

    private static readonly string DefaultName = new KeepPolicy().Name;
    private static readonly string[] TcbParts = ["bootloader", "tee", "snp", "microcode", "fmc"];
    private static readonly PolicyType<int> Level = Number(byte.MaxValue);
    private static readonly string[] DateForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>A name: a line of text.</summary>
    public static readonly PolicyType<string> Name = OfText(LinePattern, Line, name => name, name => name != DefaultName);

    /// <summary>True or false.</summary>
    public static readonly PolicyType<bool> Flag = new(
        flag => flag,
        // "false" is a text that PowerShell would take for true.
        value => value as bool? ?? throw new FormatException("it must be $true or $false"),
        (json, path) => json.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => throw Wrong(path, json, "it must be true or false") },
        (writer, flag) => writer.WriteBooleanValue(flag),
        writer => writer.WriteString("type", "boolean"));

    /// <summary>A SHA-256 value.</summary>
    public static readonly PolicyType<Sha256Digest> Digest =
        OfText("[0-9A-Fa-f]{64}", value => value is Sha256Digest digest ? digest : Sha256Digest.Parse(Text(value)), digest => digest.ToString(), _ => true);

    /// <summary>A count or a least number; 0 asks for nothing.</summary>
    public static readonly PolicyType<uint> Count = OfNumber(uint.MaxValue, number => (uint)number, number => number, number => number > 0);

    /// <summary>Bits of a 64-bit field: a number, or text such as 0x1f, which is what JSON has since its numbers are not exact.</summary>
    public static readonly PolicyType<ulong> Bits = OfText("0x[0-9A-Fa-f]{1,16}", ReadBits, bits => $"0x{bits:x}", bits => bits > 0);

    /// <summary>Time that passes, as .NET's constant format has it: [days.]hours:minutes:seconds[.fraction].</summary>
    public static readonly PolicyType<TimeSpan?> Duration = OfText<TimeSpan?>(
        @"(?=.*[1-9])(?:[0-9]{1,7}\.)?(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{7})?",
        value =>
        {
            // A bare number would be days in text and ticks elsewhere.
            TimeSpan age = value as TimeSpan? ?? (Text(value).Contains(':', StringComparison.Ordinal) ? TimeSpan.Parse(Text(value), CultureInfo.InvariantCulture)
                : throw new FormatException("it must be [days.]hours:minutes[:seconds]"));
            return age <= TimeSpan.Zero ? throw new FormatException("it must be longer than nothing")
                : age >= TimeSpan.FromDays(10_000_000) ? throw new FormatException("it must be less than 10000000 days") : age;
        },
        age => age!.Value.ToString("c", CultureInfo.InvariantCulture), age => age is not null);

    /// <summary>A moment in UTC (RFC 3339).</summary>
    public static readonly PolicyType<DateTimeOffset?> Date = OfText<DateTimeOffset?>(
        @"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,7})?Z",
        value => value switch
        {
            DateTimeOffset moment => moment.ToUniversalTime(),
            DateTime moment => new DateTimeOffset(moment.ToUniversalTime()),
            _ => DateTimeOffset.ParseExact(Text(value), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        },
        moment => moment!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture), moment => moment is not null, "date-time");

    /// <summary>Version of firmware: major, minor, build; a byte each.</summary>
    public static readonly PolicyType<Version?> Firmware = OfText<Version?>($@"{Byte}\.{Byte}\.{Byte}",
        value => Matches($@"{Byte}\.{Byte}\.{Byte}", value.ToString() ?? "") ? Version.Parse(value.ToString()!) : throw new FormatException("it must be major.minor.build, 0 to 255 each, for example 1.55.22"),
        version => version!.ToString(3), version => version is not null);

    /// <summary>An advisory of Intel.</summary>
    public static readonly PolicyType<string> Advisory = OfText("INTEL-SA-[0-9]{5}",
        value => Matches("INTEL-SA-[0-9]{5}", Text(value).ToUpperInvariant()) ? Text(value).ToUpperInvariant() : throw new FormatException("an advisory is written INTEL-SA- and five digits"),
        text => text, _ => true);

    /// <summary>Security patch levels of an AMD processor.</summary>
    public static readonly PolicyType<SnpTcb?> Tcb = new(
        tcb => tcb is not null,
        value => value switch
        {
            SnpTcb tcb => tcb,
            IDictionary parts => TcbOf(Entries(parts).Select(part => (part.Key.ToString() ?? "", Number(part.Value ?? "", byte.MaxValue))), StringComparison.OrdinalIgnoreCase),
            _ => throw new FormatException("it must be a table with Bootloader, Tee, Snp, Microcode and, for Turin, Fmc"),
        },
        (json, path) => At(path, json, () => TcbOf(Members(json, path).Select(part => (part.Name, (ulong)Level.FromJson(part.Value, $"{path}.{part.Name}"))), StringComparison.Ordinal)),
        WriteTcb,
        writer =>
        {
            writer.WriteString("type", "object");
            writer.WriteNumber("minProperties", 1);
            writer.WriteBoolean("additionalProperties", false);
            writer.WriteStartObject("properties");
            foreach (string part in TcbParts)
            {
                writer.WriteStartObject(part);
                Level.Describe(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });

    /// <summary>A number from 0.</summary>
    public static PolicyType<int> Number(int most) => OfNumber((uint)most, number => (int)number, number => number, _ => true);

    /// <summary>Bytes in hexadecimal, of one of some lengths.</summary>
    /// <param name="bytes">Lengths that the vendors' formats have.</param>
    public static PolicyType<string> Hex(params int[] bytes)
    {
        string pattern = string.Join('|', bytes.Select(length => $"[0-9A-Fa-f]{{{2 * length}}}"));
        string lengths = string.Join(" or ", bytes.Select(length => $"{2 * length}"));
        return OfText(pattern, value => HexText(value) is var hex && bytes.Any(length => 2 * length == hex.Length) && hex.All(char.IsAsciiHexDigit)
            ? hex : throw new FormatException($"it must have {lengths} hexadecimal digits"), hex => hex, _ => true);
    }

    /// <summary>Bytes in hexadecimal, one of them to some number.</summary>
    public static PolicyType<string?> HexUpTo(int bytes) => OfText<string?>($"(?:[0-9A-Fa-f]{{2}}){{1,{bytes}}}",
        value => HexText(value) is { Length: > 0 } hex && hex.Length <= 2 * bytes && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit)
            ? hex : throw new FormatException($"it must have 2 to {2 * bytes} hexadecimal digits, an even number of them"), hex => hex!, hex => hex is not null);

    /// <summary>One of the names of an enumeration.</summary>
    public static PolicyType<T> Enum<T>()
        where T : struct, Enum
    {
        string[] names = System.Enum.GetNames<T>();
        return new(
            _ => true,
            value => OneOf<T>(value, names, StringComparison.OrdinalIgnoreCase),
            (json, path) => At(path, json, () => OneOf<T>(TextOf(json), names, StringComparison.Ordinal)),
            (writer, value) => writer.WriteStringValue(value.ToString()),
            writer => DescribeNames(writer, names));
    }

    /// <summary>Names of bits; in PowerShell also one text with commas, or the bits.</summary>
    public static PolicyType<T> Flags<T>()
        where T : struct, Enum
    {
        string[] names = [.. System.Enum.GetNames<T>().Where(name => Convert.ToInt32(System.Enum.Parse<T>(name), CultureInfo.InvariantCulture) != 0)];
        PolicyType<IReadOnlyList<T>> list = List(new PolicyType<T>(
            _ => true,
            value => OneOf<T>(value, names, StringComparison.OrdinalIgnoreCase),
            (json, path) => At(path, json, () => OneOf<T>(TextOf(json), names, StringComparison.Ordinal)),
            (writer, value) => writer.WriteStringValue(value.ToString()),
            writer => DescribeNames(writer, names)));
        // A value with a bit that has no name is split into a number, which is none of the names.
        return new(
            value => Convert.ToInt32(value, CultureInfo.InvariantCulture) != 0,
            value => Join(list.FromObject(value is string or T ? value.ToString()!.Split(',', StringSplitOptions.TrimEntries) : value)),
            (json, path) => Join(list.FromJson(json, path)),
            (writer, value) => list.Write(writer, list.FromObject(value.ToString().Split(',', StringSplitOptions.TrimEntries))),
            list.Describe);
        static T Join(IReadOnlyList<T> values) =>
            (T)System.Enum.ToObject(typeof(T), values.Aggregate(0, (all, one) => all | Convert.ToInt32(one, CultureInfo.InvariantCulture)));
    }

    /// <summary>A list of values, at least one; in PowerShell also the one value itself.</summary>
    public static PolicyType<IReadOnlyList<T>> List<T>(PolicyType<T> of) => new(
        list => list.Count > 0,
        value =>
        {
            object[] items = value is IEnumerable list and not string and not byte[] ? [.. list.Cast<object>()] : [value];
            return items.Length > 0 ? items.Select(item => of.FromObject(item ?? throw new FormatException("it has an empty value in it"))).ToArray()
                : throw new FormatException("a list with nothing in it would require nothing; leave the field out instead");
        },
        (json, path) =>
        {
            if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0)
                throw Wrong(path, json, "it must be a list with something in it");
            return json.EnumerateArray().Select((item, i) => of.FromJson(item, $"{path}[{i}]")).ToArray();
        },
        (writer, list) =>
        {
            writer.WriteStartArray();
            foreach (T item in list)
                of.Write(writer, item);
            writer.WriteEndArray();
        },
        writer =>
        {
            writer.WriteString("type", "array");
            writer.WriteNumber("minItems", 1);
            writer.WriteStartObject("items");
            of.Describe(writer);
            writer.WriteEndObject();
        });

    /// <summary>Lists of values by register.</summary>
    public static PolicyType<IReadOnlyDictionary<int, IReadOnlyList<string>>> Registers(int last, PolicyType<string> of)
    {
        PolicyType<IReadOnlyList<string>> list = List(of);
        string[] names = [.. Enumerable.Range(0, last + 1).Select(register => $"{register}")];
        return new(
            registers => registers.Count > 0,
            value => ReadRegisters(value, last, list),
            (json, path) =>
            {
                var registers = new SortedDictionary<int, IReadOnlyList<string>>();
                foreach (JsonProperty register in Members(json, path))
                {
                    int index = Array.IndexOf(names, register.Name);
                    registers.Add(index >= 0 ? index : throw Wrong($"{path}.{Shown(register.Name)}", register.Value, $"registers are 0 to {last}"), list.FromJson(register.Value, $"{path}.{register.Name}"));
                }

                return registers;
            },
            (writer, registers) =>
            {
                writer.WriteStartObject();
                foreach ((int register, IReadOnlyList<string> values) in registers.OrderBy(register => register.Key))
                {
                    writer.WritePropertyName(names[register]);
                    list.Write(writer, values);
                }

                writer.WriteEndObject();
            },
            writer =>
            {
                writer.WriteString("type", "object");
                writer.WriteNumber("minProperties", 1);
                writer.WriteStartObject("propertyNames");
                DescribeNames(writer, names);
                writer.WriteEndObject();
                writer.WriteStartObject("additionalProperties");
                list.Describe(writer);
                writer.WriteEndObject();
            });
    }

    /// <summary>The members of an object that has some, none of them twice.</summary>
    internal static List<JsonProperty> Members(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Wrong(path, json, "it must be an object");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        List<JsonProperty> members = [.. json.EnumerateObject()];
        foreach (JsonProperty member in members)
        {
            if (!seen.Add(member.Name))
                throw Wrong($"{path}.{Shown(member.Name)}", member.Value, "it stands there twice");
        }

        return members.Count > 0 ? members : throw Wrong(path, json, "it has nothing in it");
    }

    /// <summary>A number without a fraction, as the schema's integers are: 1.0 is one. Null for anything else.</summary>
    internal static ulong? WholeNumber(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out decimal number) && number >= 0 && number <= ulong.MaxValue
            && number == decimal.Truncate(number) && json.GetDouble() == (double)number ? (ulong)number : null;

    /// <summary>What is wrong with JSON at a path.</summary>
    internal static KeepException Wrong(string path, JsonElement json, string reason) =>
        new(KeepErrorId.PolicyFieldInvalid, $"The policy's {path} cannot be {Shown(json.GetRawText())}: {reason}.");

    /// <summary>Text of a policy that nobody vouches for, short and without control characters.</summary>
    internal static string Shown(string text)
    {
        string line = new([.. text.Take(MostShown).Select(c => char.IsControl(c) ? ' ' : c)]);
        return text.Length > MostShown ? line + "…" : line;
    }

    internal static bool Matches(string pattern, string text) => Regex.IsMatch(text, $@"^(?:{pattern})\z", RegexOptions.CultureInvariant);

    private static PolicyType<T> OfText<T>(string pattern, Func<object, T> read, Func<T, string> text, Func<T, bool> isSet, string? format = null) => new(
        isSet,
        read,
        (json, path) => At(path, json, () => Matches(pattern, TextOf(json)) ? read(TextOf(json)) : throw new FormatException($"it must be of the form {pattern}")),
        (writer, value) => writer.WriteStringValue(text(value)),
        writer =>
        {
            writer.WriteString("type", "string");
            writer.WriteString("pattern", $"^(?:{pattern})$");
            if (format is not null)
                writer.WriteString("format", format);
        });

    private static PolicyType<T> OfNumber<T>(uint most, Func<ulong, T> make, Func<T, long> number, Func<T, bool> isSet) => new(
        isSet,
        value => make(Number(value, most)),
        (json, path) => WholeNumber(json) is { } found && found <= most ? make(found) : throw Wrong(path, json, $"it must be a whole number from 0 to {most}"),
        (writer, value) => writer.WriteNumberValue(number(value)),
        writer =>
        {
            writer.WriteString("type", "integer");
            writer.WriteNumber("minimum", 0);
            writer.WriteNumber("maximum", most);
        });

    private static T At<T>(string path, JsonElement json, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            throw Wrong(path, json, e.Message.TrimEnd('.'));
        }
    }

    private static string TextOf(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString()! : throw new FormatException("it must be text");

    private static string Text(object value) => value.ToString() is { Length: > 0 } text ? text : throw new FormatException("it is empty");

    private static string Line(object value) =>
        Matches(LinePattern, Text(value)) ? Text(value) : throw new FormatException("it must be a line of 1 to 1024 characters, none of them a control character");

    private static string HexText(object value) => value is byte[] bytes ? Convert.ToHexStringLower(bytes) : Text(value).ToLowerInvariant();

    private static ulong Number(object value, ulong most)
    {
        ulong number = value switch
        {
            byte or sbyte or short or ushort or int or uint or long or ulong => Convert.ToUInt64(value, CultureInfo.InvariantCulture),
            string text => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture),
            // A fraction would be rounded by a conversion.
            _ => throw new FormatException("it must be a whole number"),
        };
        return number <= most ? number : throw new FormatException($"it must be 0 to {most}");
    }

    private static ulong ReadBits(object value) => value is string text && text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
        : Number(value is BigInteger big ? (ulong)big : value, ulong.MaxValue);

    private static T OneOf<T>(object value, string[] names, StringComparison comparison)
        where T : struct, Enum
    {
        string text = Text(value);
        return names.FirstOrDefault(name => string.Equals(name, text, comparison)) is { } found
            ? System.Enum.Parse<T>(found) : throw new FormatException($"it must be one of {string.Join(", ", names)}");
    }

    // As IEnumerable a generic dictionary gives entries of another type.
    private static IEnumerable<(object Key, object? Value)> Entries(IDictionary table)
    {
        foreach (DictionaryEntry entry in table)
            yield return (entry.Key, entry.Value);
    }

    private static void DescribeNames(Utf8JsonWriter writer, string[] names)
    {
        writer.WriteStartArray("enum");
        foreach (string name in names)
            writer.WriteStringValue(name);
        writer.WriteEndArray();
    }

    private static SnpTcb TcbOf(IEnumerable<(string Part, ulong Level)> parts, StringComparison comparison)
    {
        var levels = new byte?[TcbParts.Length];
        foreach ((string part, ulong level) in parts)
        {
            int index = Array.FindIndex(TcbParts, known => string.Equals(known, part, comparison));
            if (index < 0)
                throw new FormatException($"a TCB has no part '{Shown(part)}'; it has {string.Join(", ", TcbParts)}");
            levels[index] = (byte)level;
        }

        return levels.All(level => level is null) ? throw new FormatException("it has no part, and so would require nothing")
            : new SnpTcb(levels[0] ?? 0, levels[1] ?? 0, levels[2] ?? 0, levels[3] ?? 0, levels[4]);
    }

    private static void WriteTcb(Utf8JsonWriter writer, SnpTcb? tcb)
    {
        writer.WriteStartObject();
        foreach ((string part, byte? level) in TcbParts.Zip(new byte?[] { tcb!.Bootloader, tcb.Tee, tcb.Snp, tcb.Microcode, tcb.Fmc }))
        {
            if (level is { } value)
                writer.WriteNumber(part, value);
        }

        writer.WriteEndObject();
    }

    private static SortedDictionary<int, IReadOnlyList<string>> ReadRegisters(object value, int last, PolicyType<IReadOnlyList<string>> list)
    {
        IEnumerable<(object Register, object? Values)> entries = value switch
        {
            IReadOnlyDictionary<int, IReadOnlyList<string>> own => own.Select(entry => ((object)entry.Key, (object?)entry.Value)),
            IDictionary table => Entries(table),
            _ => throw new FormatException("it must be a table of registers and their values, for example @{ 0 = '…' }"),
        };
        var registers = new SortedDictionary<int, IReadOnlyList<string>>();
        foreach ((object register, object? values) in entries)
            registers.Add((int)Number(register, (ulong)last), list.FromObject(values ?? throw new FormatException($"register {register} is empty")));
        return registers.Count > 0 ? registers : throw new FormatException("a table with nothing in it would require nothing; leave the field out instead");
    }
}
