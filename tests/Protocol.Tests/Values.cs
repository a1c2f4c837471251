using Enarx.Protocol.Tests.Cddl;

namespace Enarx.Protocol.Tests;

/// <summary>Values on both sides of every bound of a type, and some of each other type.</summary>
internal static class Values
{
    private static readonly object[] OfEachType = [(Int128)0, (Int128)(-1), (Int128)ulong.MaxValue, "", "text", new byte[] { 1 }, Array.Empty<byte>(), true, new List<object>(), new Dictionary<string, object>()];

    /// <summary>The values, most of them not of the type.</summary>
    public static IReadOnlyList<object> Of(CddlSchema schema, CddlType type) => [.. Near(schema, type), .. OfEachType];

    private static IEnumerable<object> Near(CddlSchema schema, CddlType type)
    {
        switch (schema.Resolve(type))
        {
            case CddlType.Range range:
                return ((Int128[])[range.Least - 1, range.Least, range.Most, range.Most + 1, -range.Most]).Cast<object>();
            case CddlType.Sized sized:
                return ((int[])[sized.Least - 1, sized.Least, sized.Most, sized.Most + 1]).Where(n => n >= 0).SelectMany(n => OfSize(schema, sized.Target, n));
            case CddlType.Pattern:
                return ["a", "a b", "a\n", "a\tb", "\u001b[2J", "\u0000", "\u007f", "\u0085", "\u00e9", "-a", "a-", new string('a', 64), new string('a', 65)];
            case CddlType.Text text:
                return [text.Value, text.Value + " ", text.Value.ToUpperInvariant()];
            case CddlType.Choice choice:
                return choice.Types.SelectMany(t => Near(schema, t));
            case CddlType.Array array:
                object item = Sample(schema, array.Item);
                return ((int[])[array.Least, 1, array.Most, array.Most + 1]).Where(n => n >= 0).Select(n => (object)Enumerable.Repeat(item, n).ToList())
                    .Concat(Of(schema, array.Item).Select(i => (object)new List<object> { i }));
            default:
                return [];
        }
    }

    // Of text, also such as has fewer characters than bytes.
    private static IEnumerable<object> OfSize(CddlSchema schema, CddlType target, int size) => target is CddlType.Name { Id: "bstr" }
        ? [Rules.Bytes(size)]
        : [new string('a', size), string.Concat(Enumerable.Repeat("\u20ac", size / 3)) + new string('a', size % 3), .. Near(schema, target)];

    private static object Sample(CddlSchema schema, CddlType type) => type is CddlType.Name { Id: var id } && Rules.All.FirstOrDefault(rule => rule.Name == id) is { } known
        ? CborValue.Decode(known.Instances[0])
        : schema.Resolve(type) is CddlType.Sized sized ? OfSize(schema, sized.Target, Math.Max(1, sized.Least)).First()
        : Near(schema, type).First();
}
