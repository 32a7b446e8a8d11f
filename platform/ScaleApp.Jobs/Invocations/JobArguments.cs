using System.Buffers;
using System.Linq.Expressions;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ScaleApp.Jobs;

/// <summary>Arguments to JSON and back, by the types that the method declares: nothing in the JSON chooses a type.</summary>
internal static class JobArguments
{
    private static readonly JsonSerializerOptions Format =
        new() { PropertyNameCaseInsensitive = true, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? Scratch;

    /// <exception cref="ArgumentException">An argument cannot be written as JSON, or all together are too large.</exception>
    public static string Write(MethodShape shape, IReadOnlyList<Expression> arguments, int maxBytes)
    {
        var buffer = Scratch ??= new ArrayBufferWriter<byte>(256);
        buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            for (var i = 0; i < arguments.Count; i++)
            {
                if (!MethodShape.IsFilledIn(shape.Parameters[i]))
                {
                    Write(json, shape, i, ArgumentEvaluator.Evaluate(arguments[i]));
                }
            }

            json.WriteEndArray();
        }

        if (buffer.WrittenCount > maxBytes)
        {
            var size = buffer.WrittenCount;
            Scratch = null;
            throw new ArgumentException(
                $"The arguments of {shape.Type.Name}.{shape.Method.Name} take {size} bytes as JSON, and the limit is {maxBytes}: "
                + "store the data elsewhere and give the job its id, or raise JobClientOptions.MaxArgumentBytes.");
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
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
            if (MethodShape.IsFilledIn(shape.Parameters[i]))
            {
                continue;
            }

            if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
            {
                throw new JsonException($"there is no value for '{shape.Parameters[i].Name}'");
            }

            values[i] = JsonSerializer.Deserialize(ref reader, Format.GetTypeInfo(shape.Parameters[i].ParameterType));
        }

        return values;
    }

    private static void Write(Utf8JsonWriter json, MethodShape shape, int index, object? value)
    {
        try
        {
            JsonSerializer.Serialize(json, value, shape.Parameters[index].ParameterType, Format);
        }
        catch (Exception error) when (error is NotSupportedException or JsonException)
        {
            throw new ArgumentException(
                $"The argument '{shape.Parameters[index].Name}' of {shape.Type.Name}.{shape.Method.Name} cannot be kept as JSON: "
                + error.Message, error);
        }
    }
}
