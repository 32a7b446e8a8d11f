using System.Text;

namespace ScaleApp.Hosting.Balancing.Upstream;

/// <summary>Strings of the header lines last seen, by their place in the head.</summary>
/// <remarks>A replica answers with much the same lines each time; a line equal to its predecessor costs a comparison and no string.</remarks>
internal sealed class HeaderLineCache
{
    private const int MaxLines = 24;
    private const int MaxLine = 256;

    private readonly List<Line> _lines = [];

    public (string Name, string Value) Strings(int index, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (index >= MaxLines || name.Length + value.Length > MaxLine)
        {
            return (Encoding.Latin1.GetString(name), Encoding.Latin1.GetString(value));
        }

        if (index >= _lines.Count)
        {
            _lines.Add(new Line());
        }

        var line = _lines[index];
        line.Update(name, value);
        return (line.Name, line.Value);
    }

    private sealed class Line
    {
        private byte[] _name = [];
        private byte[] _value = [];

        public string Name { get; private set; } = "";

        public string Value { get; private set; } = "";

        public void Update(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
        {
            if (!name.SequenceEqual(_name))
            {
                (_name, Name) = (name.ToArray(), Encoding.Latin1.GetString(name));
            }

            if (!value.SequenceEqual(_value))
            {
                (_value, Value) = (value.ToArray(), Encoding.Latin1.GetString(value));
            }
        }
    }
}
