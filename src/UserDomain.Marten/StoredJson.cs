using System.Text.Json;
using System.Text.Json.Serialization;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Marten;

/// <summary>How Marten is to write and read events and views: by the very settings that the other engine has, so that the bytes agree.</summary>
internal static class StoredJson
{
    public static JsonSerializerOptions Options { get; } = new(StoredViews.Json) { Converters = { new Events(), new Documents() } };

    /// <summary>Events are read strictly: what is damaged stops its reader.</summary>
    private sealed class Events : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsSubclassOf(typeof(UserEvent));

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Event<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class Event<TEvent> : JsonConverter<TEvent> where TEvent : UserEvent
    {
        public override TEvent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (TEvent)StoredEvents.Read(typeof(TEvent), ref reader);

        public override void Write(Utf8JsonWriter writer, TEvent value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, StoredEvents.Json);
    }

    private sealed class Documents : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(ViewDocument<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Document<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
    }

    private sealed class Document<TView> : JsonConverter<ViewDocument<TView>> where TView : class, IView
    {
        public override ViewDocument<TView> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new() { View = JsonSerializer.Deserialize<TView>(ref reader, StoredViews.Json) ?? throw new JsonException("null") };

        public override void Write(Utf8JsonWriter writer, ViewDocument<TView> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.View, StoredViews.Json);
    }
}
