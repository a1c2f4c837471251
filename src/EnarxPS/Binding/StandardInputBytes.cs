using System.Management.Automation;
using System.Text;

namespace EnarxPS.Binding;

/// <summary>What a pipeline object is as standard input: text is a line in UTF-8, bytes are themselves.</summary>
internal static class StandardInputBytes
{
    /// <summary>Appends an object's bytes.</summary>
    public static void Append(object? value, MemoryStream to)
    {
        switch (value is PSObject wrapped ? wrapped.BaseObject : value)
        {
            case byte[] bytes:
                to.Write(bytes);
                break;
            case byte one:
                to.WriteByte(one);
                break;
            case string text:
                AppendLine(text, to);
                break;
            default:
                AppendLine(LanguagePrimitives.ConvertTo<string>(value), to);
                break;
        }
    }

    private static void AppendLine(string text, MemoryStream to)
    {
        int position = (int)to.Length;
        to.SetLength(position + Encoding.UTF8.GetByteCount(text) + 1);
        Encoding.UTF8.GetBytes(text, to.GetBuffer().AsSpan(position));
        to.GetBuffer()[to.Length - 1] = (byte)'\n';
        to.Position = to.Length;
    }
}
