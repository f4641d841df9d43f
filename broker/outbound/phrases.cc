#include "broker/outbound/phrases.h"

#include <array>

#include "broker/base/utf8.h"
#include "broker/outbound/utc_text.h"

namespace varde::outbound {
namespace {

using core::AlarmType;
using core::Priority;

struct Phrase {
  std::string_view norwegian;
  std::string_view english;
  [[nodiscard]] std::string_view in(Language language) const {
    return language == Language::Norwegian ? norwegian : english;
  }
};

// A switch without a default, so that the compiler asks for the words of a new type.
Phrase words_of(AlarmType type) {
  switch (type) {
    case AlarmType::Unspecified: return {"Alarm", "Alarm"};
    case AlarmType::HelpCall: return {"Hjelpeanrop", "Help call"};
    case AlarmType::Fall: return {"Fall", "Fall"};
    case AlarmType::Panic: return {"Overfallsalarm", "Panic alarm"};
    case AlarmType::Epilepsy: return {"Epilepsi", "Epilepsy"};
    case AlarmType::Smoke: return {"Røyk", "Smoke"};
    case AlarmType::Heat: return {"Varme", "Heat"};
    case AlarmType::Fire: return {"Brann", "Fire"};
    case AlarmType::Co: return {"Kullos (CO)", "Carbon monoxide"};
    case AlarmType::Gas: return {"Gass", "Gas"};
    case AlarmType::Wandering: return {"Vandring", "Wandering"};
    case AlarmType::MedicationMissed: return {"Medisin ikke tatt", "Medication missed"};
    case AlarmType::Intrusion: return {"Innbrudd", "Intrusion"};
    case AlarmType::WaterLeak: return {"Vannlekkasje", "Water leak"};
    case AlarmType::PumpFault: return {"Pumpefeil", "Pump fault"};
    case AlarmType::MainsLost: return {"Strømmen er borte", "Mains power lost"};
    case AlarmType::BatteryLow: return {"Lavt batteri", "Battery low"};
    case AlarmType::Tamper: return {"Sabotasje", "Tampering"};
    case AlarmType::Fault: return {"Feil på enhet", "Device fault"};
    case AlarmType::Offline: return {"Ikke kontakt med enhet", "Device offline"};
    case AlarmType::UndecodableMessage: return {"Uforståelig melding", "Message not understood"};
    case AlarmType::UnregisteredDevice: return {"Ukjent enhet", "Unregistered device"};
    case AlarmType::UnknownMunicipality: return {"Ukjent kommune", "Unknown municipality"};
    case AlarmType::SupervisionRequested: return {"Tilsyn ønsket", "Supervision requested"};
    case AlarmType::Enuresis: return {"Sengevæting", "Bed-wetting"};
    case AlarmType::Inactivity: return {"Ingen bevegelse", "No movement"};
    case AlarmType::LinkDown: return {"Samband nede", "Link down"};
    case AlarmType::SessionForgotten: return {"Sambandet glemte meldinger", "Link lost messages"};
    case AlarmType::AdapterQuarantined: return {"Adapter satt ut av drift", "Adapter out of use"};
    case AlarmType::TemperatureLow: return {"For lav temperatur", "Temperature too low"};
    case AlarmType::TemperatureHigh: return {"For høy temperatur", "Temperature too high"};
    case AlarmType::Humidity: return {"Fuktighet", "Humidity"};
    case AlarmType::BedExitOverdue: return {"Ikke tilbake i sengen", "Not back in bed"};
    case AlarmType::ZoneLeft: return {"Forlot området", "Left the area"};
    case AlarmType::DoorOpen: return {"Dør åpen", "Door open"};
    case AlarmType::WaterLevel: return {"Vannstand", "Water level"};
    case AlarmType::Lift: return {"Heis", "Lift"};
    case AlarmType::Access: return {"Adgang", "Access"};
    case AlarmType::ValueMissing: return {"Måling mangler", "Value missing"};
    case AlarmType::NeverHeard: return {"Aldri hørt fra enheten", "Device never heard"};
    case AlarmType::TestMissing: return {"Funksjonstest mangler", "Function test missing"};
    case AlarmType::RestoreOverdue: return {"Ikke tilbake til normal", "Not back to normal"};
    case AlarmType::NobodyOnDuty: return {"Ingen på vakt", "Nobody on duty"};
    case AlarmType::AloneOnDuty: return {"Alene på vakt", "Alone on duty"};
    case AlarmType::ReceiverDown: return {"Varsling virker ikke", "Notifications do not arrive"};
    case AlarmType::StorageLow: return {"Lite lagringsplass", "Storage low"};
    case AlarmType::ClockStep: return {"Klokken gjorde et hopp", "Clock step"};
    case AlarmType::QueueDeep: return {"Lang kø", "Queue deep"};
  }
  return {"Alarm", "Alarm"};
}

Phrase words_of(Priority priority) {
  switch (priority) {
    case Priority::Unspecified: return {"Ukjent", "Unknown"};
    case Priority::Critical: return {"Kritisk", "Critical"};
    case Priority::High: return {"Høy", "High"};
    case Priority::Medium: return {"Middels", "Medium"};
    case Priority::Low: return {"Lav", "Low"};
  }
  return {"Ukjent", "Unknown"};
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string municipality_of(const AlarmFacts& alarm) {
  return one_line(alarm.municipality_name.empty() ? alarm.municipality.str()
                                                  : alarm.municipality_name);
}

std::string where(const AlarmFacts& alarm) {
  std::string text = one_line(alarm.position);
  if (!alarm.site.empty()) text += (text.empty() ? "" : ", ") + one_line(alarm.site);
  return text;
}

}  // namespace

std::string_view phrase(AlarmType type, Language language) { return words_of(type).in(language); }
std::string_view phrase(Priority priority, Language language) {
  return words_of(priority).in(language);
}

std::string one_line(std::string_view text) {
  std::string out = to_utf8(text);
  for (char& c : out) {
    if (is_control(c)) c = ' ';
  }
  return out;
}

std::string cut(std::string_view text, std::size_t most) {
  constexpr std::string_view kMark = "...";
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  std::size_t characters = 0;
  std::size_t end = text.size();  // Of what is kept if it has to be cut.
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!begins(text[i])) continue;
    if (characters == most - kMark.size()) end = i;
    characters += 1;
  }
  if (characters <= most) return std::string(text);
  return std::string(text.substr(0, end)) + std::string(kMark);
}

std::string headline(const Told& told, Language language, bool personal_data) {
  const AlarmFacts& alarm = told.alarm;
  if (alarm.alarm.none()) return one_line(told.text);
  std::string text = alarm.test ? "TEST " : "";
  text += phrase(alarm.priority, language);
  text += ": ";
  text += phrase(alarm.type, language);
  text += ". ";
  if (personal_data && !where(alarm).empty()) text += where(alarm) + ". ";
  if (const std::string name = municipality_of(alarm); !name.empty()) text += name + ". ";
  return text + "Alarm " + std::to_string(alarm.alarm.value()) + ".";
}

std::string letter(const Told& told, Language language, bool personal_data) {
  const AlarmFacts& alarm = told.alarm;
  const auto say = [&](std::string_view norwegian, std::string_view english) {
    return std::string(Phrase{norwegian, english}.in(language));
  };
  std::string text = headline(told, language, personal_data) + "\n";
  if (alarm.alarm.none()) return text;
  text += "\n";
  if (alarm.test) {
    text += say("Dette er en prøve. Ingen trenger å rykke ut.\n",
                "This is a test. Nobody needs to turn out.\n");
  }
  if (!told.text.empty()) text += one_line(told.text) + "\n";
  text += say("Utløst: ", "Raised: ") + local_text(alarm.raised_at) + "\n";
  text += say("Frist: ", "Respond by: ") + local_text(alarm.respond_by) + "\n";
  text += say("Varslingstrinn: ", "Step: ") + std::to_string(told.step + 1) + ", " +
          say("runde ", "round ") + std::to_string(told.round + 1) + "\n";
  text += "\n" + say("Ingen har tatt alarmen. Åpne Varde for å ta den.\n",
                     "Nobody has taken the alarm. Open Varde to take it.\n");
  return text;
}

}  // namespace varde::outbound
