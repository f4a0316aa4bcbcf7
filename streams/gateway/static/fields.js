// The filters that have a field in the form: their names are the gateway's.
export const FIELDS = [
  { name: "country", label: "Country", placeholder: "SYR, UKR" },
  { name: "place", label: "Place", placeholder: "Idlib" },
  { name: "killed", label: "Killed, at least", type: "number", min: 1, placeholder: "1" },
  { name: "mode", label: "How", options: [["aerial,drone", "From the air"], ["heavy-weapons", "Heavy weapons"], ["firearms", "Firearms"], ["explosives,suicide-attack", "Explosives"], ["accident", "Accident"], ["disaster", "Disaster"], ["disease", "Disease"]] },
  { name: "source", label: "Source", placeholder: "Observatory" },
  { name: "grading", label: "Grade", options: [["confirmed", "Confirmed"], ["confirmed,fair", "Fair or better"], ["confirmed,fair,weak", "Weak or better"], ["contested", "Contested"]] },
];
