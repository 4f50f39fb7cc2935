// What each shell needs to be told once. All of them ask the command itself what may come next.

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const bash = `# perdure completion for bash: eval "$(perdure completion bash)"
_perdure() {
  local IFS=$'\\n'
  COMPREPLY=($(perdure complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -o bashdefault -F _perdure perdure
`;

const zsh = `#compdef perdure
# perdure completion for zsh: eval "$(perdure completion zsh)"
_perdure() {
  local -a offers
  offers=("\${(@f)$(perdure complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${offers[1]}" ]]; then compadd -a offers; else _files; fi
}
compdef _perdure perdure
`;

const fish = `# perdure completion for fish: perdure completion fish | source
function __perdure_offers
  perdure complete -- (commandline --tokenize --cut-at-cursor --current-process)[2..] (commandline --current-token --cut-at-cursor) 2>/dev/null
end
complete --command perdure --no-files --condition 'test -n "$(__perdure_offers)"' --arguments '(__perdure_offers)'
`;

export const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
