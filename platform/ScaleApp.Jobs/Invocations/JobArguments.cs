using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ScaleApp.Jobs;

/// <summary>Arguments to JSON and back, by the types that the method declares: nothing in the JSON chooses a type.</summary>
internal static class JobArguments
{
    // Arguments larger than this do not make the thread keep their buffer.
    private const int MaxKept = 64 * 1024;

    private static readonly JsonSerializerOptions Format =
        new() { PropertyNameCaseInsensitive = true, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    // Kept for the next call of the thread: a writer costs more than the few numbers that most jobs have.
    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json)? Scratch;

    /// <summary>Writes the values that the caller gave, as a JSON array.</summary>
    /// <exception cref="ArgumentException">One of them cannot be written as JSON.</exception>
    public static string Write(MethodShape shape, object?[] values)
    {
        var (buffer, json) = Scratch ?? Create();
        // Not there for the serializer of an argument that creates a job itself, nor after a failure.
        Scratch = null;
        json.WriteStartArray();
        for (var i = 0; i < values.Length; i++)
        {
            if (!shape.FilledIn[i])
            {
                Write(json, shape, i, values[i]);
            }
        }

        json.WriteEndArray();
        json.Flush();
        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        if (buffer.Capacity <= MaxKept)
        {
            buffer.ResetWrittenCount();
            json.Reset(buffer);
            Scratch = (buffer, json);
        }

        return text;
    }

    /// <summary>Reads the arguments that the caller gave; the places of those that are filled in stay null.</summary>
    /// <exception cref="JsonException">The JSON does not fit the parameters.</exception>
    public static object?[] Read(MethodShape shape, ReadOnlySpan<byte> json)
    {
        var values = new object?[shape.Parameters.Length];
        var reader = new Utf8JsonReader(json);
        reader.Read();
        for (var i = 0; i < values.Length; i++)
        {
            if (shape.FilledIn[i])
            {
                continue;
            }

            if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
            {
                throw new JsonException($"there is no value for '{shape.Parameters[i].Name}'");
            }

            values[i] = JsonSerializer.Deserialize(ref reader, shape.Json(i, Format));
        }

        return values;
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json) Create()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        return (buffer, new Utf8JsonWriter(buffer));
    }

    private static void Write(Utf8JsonWriter json, MethodShape shape, int index, object? value)
    {
        try
        {
            JsonSerializer.Serialize(json, value, shape.Json(index, Format));
        }
        catch (Exception error) when (error is NotSupportedException or JsonException)
        {
            throw new ArgumentException(
                $"The argument '{shape.Parameters[index].Name}' of {shape.Type.Name}.{shape.Method.Name} cannot be kept as JSON: "
                + error.Message, error);
        }
    }
}
